import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative } from 'node:path';
import { z } from 'zod';
import { runTied } from '../processes/tied-process.ts';
import { toolPath } from '../railway/image.ts';
import { parseConfiguration } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import type { Site } from './site.ts';

export interface Build {
  /** Made and deleted by the build. */
  readonly directory: string;
  readonly writeFiles: (directory: string) => Promise<void>;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (type: 'command' | 'stdout' | 'stderr', text: string) => void;
  readonly signal: AbortSignal;
}

/** Runs the project's own build command, as Vercel does, and keeps what it put into the output directory. */
export async function buildSite(build: Build): Promise<Site> {
  try {
    await mkdir(build.directory, { recursive: true });
    await build.writeFiles(build.directory);
    const configuration = await readConfiguration(build.directory);
    const command = await resolveCommand(configuration.buildCommand, build);
    const code = await runTied(command, {
      cwd: build.directory,
      env: { ...build.env, PATH: toolPath(build.directory), HOME: build.directory, NODE_ENV: 'production' },
      signal: build.signal,
      onLine: (line, stream) => build.log(stream, line),
    });
    build.signal.throwIfAborted();
    if (code !== 0) throw new Error(`Command "${configuration.buildCommand}" exited with ${code}`);
    return { configuration, files: await readOutput(build.directory, configuration) };
  } finally {
    await rm(build.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What is served where builds are not real: a page and a version.json that name the commit. */
export async function generateSite(build: Build, commit: string): Promise<Site> {
  try {
    await mkdir(build.directory, { recursive: true });
    await build.writeFiles(build.directory);
    const configuration = await readConfiguration(build.directory);
    build.log('stdout', 'Builds are not real in this sandbox: a page that names the commit is served.');
    const page = `<!doctype html><title>Mundo Tango</title><p>Version <code>${commit.slice(0, 7)}</code></p>\n`;
    const files = { 'index.html': page, 'version.json': `${JSON.stringify({ commit })}\n` };
    return {
      configuration,
      files: new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])),
    };
  } finally {
    await rm(build.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

export async function writeTree(directory: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
}

/** A path that stays in its folder. */
export function isInside(path: string): boolean {
  return path !== '' && !isAbsolute(path) && !normalize(path).split('/').includes('..');
}

async function readConfiguration(directory: string): Promise<Configuration> {
  return parseConfiguration(await readFile(join(directory, 'vercel.json'), 'utf8').catch(() => undefined));
}

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

/** `npm run x` is taken from package.json: npm itself would add half a second to every build. */
async function resolveCommand(command: string, { directory, log }: Build): Promise<string> {
  log('command', `> ${command}`);
  const script = /^npm run ([\w:-]+)$/.exec(command)?.[1];
  if (script === undefined) return command;
  const { scripts } = packageSchema.parse(
    JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')),
  );
  const found = scripts[script];
  if (found === undefined) throw new Error(`Missing script: "${script}" in package.json`);
  log('command', `> ${found}`);
  return found;
}

async function readOutput(
  directory: string,
  { outputDirectory }: Configuration,
): Promise<Map<string, Buffer>> {
  const root = join(directory, outputDirectory);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined || !isInside(outputDirectory)) {
    throw new Error(`No Output Directory named "${outputDirectory}" found after the Build completed.`);
  }
  const files = new Map<string, Buffer>();
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(relative(root, path), await readFile(path));
  }
  return files;
}
