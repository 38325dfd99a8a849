// Compiles everything into dist/: TypeScript by tsc, the sandbox's page by esbuild, and copies what tsc leaves.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
copyBeside('.lua');
// The sandbox's launcher imports it.
cpSync(join(root, 'scripts/prerequisites.mjs'), join(root, 'dist/scripts/prerequisites.mjs'));
await bundlePage();

function copyBeside(extension) {
  for (const folder of ['src', 'sandbox']) {
    for (const file of readdirSync(join(root, folder), { recursive: true })) {
      if (file.endsWith(extension)) cpSync(join(root, folder, file), join(root, 'dist', folder, file));
    }
  }
}

async function bundlePage() {
  const page = join(root, 'sandbox/page');
  if (!existsSync(join(page, 'main.tsx'))) return;
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(page, 'main.tsx')],
    outdir: join(root, 'dist/sandbox/page'),
    bundle: true,
    minify: true,
    sourcemap: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  for (const file of readdirSync(page)) {
    if (/\.(html|svg|png|woff2)$/.test(file)) cpSync(join(page, file), join(root, 'dist/sandbox/page', file));
  }
}
