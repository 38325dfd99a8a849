import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The command that runs one of our own modules as a program, from the sources (through tsx) or from dist/. Without
 * V8's second WebAssembly compiler Postgres starts in half the time and takes 50 MB less.
 */
export function nodeCommand(module: string): string {
  const here = fileURLToPath(import.meta.url);
  const file = join(dirname(here), module + extname(here));
  const loader = extname(here) === '.ts' ? ` --import '${tsxLoader()}'` : '';
  return `exec '${process.execPath}' --liftoff-only${loader} '${file}'`;
}

function tsxLoader(): string {
  const manifest = createRequire(import.meta.url).resolve('tsx/package.json');
  return pathToFileURL(join(dirname(manifest), 'dist/loader.mjs')).href;
}
