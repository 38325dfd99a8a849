import { readFileSync } from 'node:fs';
import { isMap, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { App } from '../domain/environment.ts';
import type { SlackUserId } from '../domain/ids.ts';
import { toApp } from './apps.ts';
import { crossCheck } from './cross-check.ts';
import { deepFreeze } from './freeze.ts';
import { expectation, toProblems, type Shape } from './issues.ts';
import { ConfigError, type Problem } from './problem.ts';
import { appSchema, configJsonSchema, configSchema, type AppFile } from './schema.ts';

/** What `cabeceo.yml` says, defaults filled in. Frozen. */
export interface Config {
  readonly apps: readonly App[];
  /** Slack user id by GitHub login or commit e-mail. */
  readonly people: Readonly<Record<string, SlackUserId>>;
}

/** Throws ConfigError with every problem of the file. */
export function loadConfig(path: string): Config {
  return parseConfig(readConfig(path), path);
}

/** `file` names the source in errors. Throws ConfigError with every problem of the text. */
export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors.map(({ message, pos }) => ({
    path: '',
    line: lines.linePos(pos[0]).line,
    found: message,
    expected: 'YAML with spaces for indentation and every key once',
  }));
  if (broken.length > 0) throw new ConfigError(file, broken);

  const raw: unknown = document.toJS();
  const parsed = configSchema.safeParse(raw ?? {}, { error: expectation, reportInput: true });
  const problems = [
    ...(parsed.success ? [] : toProblems(parsed.error.issues, configJsonSchema() as Shape)),
    ...crossCheck(parsed.success ? parsed.data.apps : soundApps(raw)),
  ];
  if (problems.length > 0 || !parsed.success)
    throw new ConfigError(file, inFileOrder(problems, document, lines));
  const { apps, people } = parsed.data;
  return deepFreeze({ apps: Object.entries(apps).map(([name, app]) => toApp(name, app)), people });
}

function readConfig(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new ConfigError(path, [
      {
        path: 'CABECEO_CONFIG',
        found: code === 'ENOENT' ? 'no such file' : `an unreadable file (${code})`,
        expected: 'a file like cabeceo.example.yml',
      },
    ]);
  }
}

/** The apps that are right in themselves, so that one typing error does not hide what the others get wrong. */
function soundApps(raw: unknown): Readonly<Record<string, AppFile>> {
  const apps = (raw as { apps?: unknown } | null)?.apps;
  if (typeof apps !== 'object' || apps === null) return {};
  const sound = Object.entries(apps).flatMap(([name, app]) => {
    const parsed = appSchema.safeParse(app);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return Object.fromEntries(sound);
}

function inFileOrder(
  problems: readonly Problem[],
  document: Document,
  lines: LineCounter,
): readonly Problem[] {
  return problems
    .map((problem) => ({ ...problem, line: lines.linePos(offsetOf(document, problem.path)).line }))
    .sort((a, b) => a.line - b.line);
}

/** Where the path's last key that exists is written. */
function offsetOf(document: Document, path: string): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path.split('.')) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === key);
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly [number, number, number] } | null | undefined)?.range?.[0];
}
