import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

/*
 * The arrows of the design, from the import graph: types, re-exports and dynamic imports count. A module obeys the
 * longest prefix that it lies under; a folder that is not named here has no arrows yet, so name it where you make it.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'src/domain/': ['src/domain/'],
  'src/time/': ['src/time/'],
  'src/config/': ['src/config/', 'src/domain/'],
  'src/providers/': ['src/providers/', 'src/domain/'],
  'src/store/': ['src/store/', 'src/domain/'],
  'src/slack/views/': ['src/slack/views/', 'src/domain/'],
  'src/slack/': [
    'src/slack/',
    'src/approvals/',
    'src/commands/',
    'src/home/',
    'src/providers/permit.ts',
    'src/store/',
    'src/config/',
    'src/time/',
    'src/domain/',
  ],
  'src/approvals/': ['src/approvals/', 'src/store/', 'src/slack/views/', 'src/time/', 'src/domain/'],
  'src/home/': ['src/home/', 'src/approvals/', 'src/store/', 'src/slack/views/', 'src/domain/'],
  'src/stops/': ['src/stops/', 'src/domain/'],
  'src/migrations/': ['src/migrations/', 'src/domain/'],
  'src/incidents/': ['src/incidents/', 'src/domain/'],
  'src/branches/': ['src/branches/', 'src/domain/'],
  'src/database/': [
    'src/database/',
    'src/migrations/',
    'src/providers/permit.ts',
    'src/providers/postgres/address.ts',
    'src/providers/secrets.ts',
    'src/domain/',
  ],
  'src/jobs/': [
    'src/jobs/',
    'src/approvals/',
    'src/stops/',
    'src/incidents/',
    'src/branches/',
    'src/migrations/',
    'src/database/',
    'src/providers/contract.ts',
    'src/providers/permit.ts',
    'src/store/',
    'src/slack/views/',
    'src/time/',
    'src/domain/',
  ],
  'src/commands/': [
    'src/commands/',
    'src/branches/',
    'src/approvals/',
    'src/providers/contract.ts',
    'src/store/',
    'src/slack/views/',
    'src/time/',
    'src/domain/',
  ],
  'src/http/': ['src/http/', 'src/store/', 'src/domain/'],
  'src/cli/': ['src/'],
  'src/main.ts': ['src/'],
  'src/processes.ts': ['src/'],
  'sandbox/': ['sandbox/', 'scripts/prerequisites.mjs'],
};
const platforms = ['github', 'vercel', 'railway', 'neon', 'postgres'].map((name) => `src/providers/${name}/`);
const readsEnvironment = ['src/config/', 'src/cli/', 'src/main.ts'];

interface Module {
  readonly path: string;
  readonly imports: readonly string[];
  readonly readsEnvironment: boolean;
}

const modules = ['src', 'sandbox'].flatMap(modulesUnder);

describe('the architecture', () => {
  it('is read from the import graph', () => {
    expect(modules.length).toBeGreaterThan(50);
    expect(modules.flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
  });

  it.each(Object.entries(mayImport))('%s imports only %s', (folder, allowed) => {
    const broken = modules
      .filter(({ path }) => folderOf(path) === folder)
      .flatMap(({ path, imports }) =>
        imports
          .filter((each) => !allowed.some((prefix) => each.startsWith(prefix)))
          .map((each) => `${path} -> ${each}`),
      );
    expect(broken).toEqual([]);
  });

  it('has arrows for every module', () => {
    expect(modules.map(({ path }) => path).filter((path) => folderOf(path) === undefined)).toEqual([]);
  });

  it('keeps the platforms apart', () => {
    const broken = platforms.flatMap((own) =>
      modules
        .filter(({ path }) => path.startsWith(own))
        .flatMap(({ path, imports }) =>
          imports
            .filter((each) => platforms.some((other) => other !== own && each.startsWith(other)))
            .map((each) => `${path} -> ${each}`),
        ),
    );
    expect(broken).toEqual([]);
  });

  it('has no cycles', () => {
    expect(findCycle(modules)).toBeUndefined();
  });

  it('reads the process environment in the configuration and the command line only', () => {
    const readers = modules.filter((each) => each.path.startsWith('src/') && each.readsEnvironment);
    expect(
      readers
        .map(({ path }) => path)
        .filter((path) => !readsEnvironment.some((place) => path.startsWith(place))),
    ).toEqual([]);
  });

  it('imports within itself by relative paths to files that exist', () => {
    const files = new Set([...modules.map(({ path }) => path), 'scripts/prerequisites.mjs']);
    const missing = modules.flatMap(({ path, imports }) =>
      imports
        .filter((each) => /\.tsx?$|\.mjs$/.test(each) && !files.has(each))
        .map((each) => `${path} -> ${each}`),
    );
    expect(missing).toEqual([]);
  });
});

function folderOf(path: string): string | undefined {
  const folders = Object.keys(mayImport).filter((prefix) => path.startsWith(prefix));
  return folders.toSorted((a, b) => b.length - a.length)[0];
}

function modulesUnder(folder: string): readonly Module[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readModule(join(folder, file).replaceAll('\\', '/')));
}

function readModule(path: string): Module {
  const { program, errors } = parseSync(path, readFileSync(path, 'utf8'));
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const sources: string[] = [];
  let readsEnvironment = false;
  const add = (source: unknown) => {
    if (isLiteral(source)) sources.push(source.value);
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    MemberExpression(node) {
      const { object, property } = node;
      readsEnvironment ||=
        object.type === 'Identifier' &&
        object.name === 'process' &&
        ((property.type === 'Identifier' && property.name === 'env') ||
          (isLiteral(property) && property.value === 'env'));
    },
  }).visit(program);
  const relative = sources.filter((source) => source.startsWith('.'));
  return { path, imports: relative.map((source) => posix.join(dirname(path), source)), readsEnvironment };
}

function isLiteral(node: unknown): node is { readonly value: string } {
  return typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string';
}

/** The modules of one cycle, in order, if there is any. */
function findCycle(all: readonly Module[]): readonly string[] | undefined {
  const importsOf = new Map(all.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    const start = trail.indexOf(path);
    if (start !== -1) return [...trail.slice(start), path];
    if (done.has(path)) return undefined;
    for (const each of importsOf.get(path) ?? []) {
      const cycle = visit(each, [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of all) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}
