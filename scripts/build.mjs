// Compiles everything into dist/: the bot, the bench and the sandbox's page bundled by esbuild, the sandbox by tsc.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** CommonJS packages inside an ES module ask for these. */
const commonJsNames = `import { createRequire as createRequire$ } from 'node:module';
import { dirname as dirname$ } from 'node:path';
import { fileURLToPath as fileURLToPath$ } from 'node:url';
const require = createRequire$(import.meta.url);
const __filename = fileURLToPath$(import.meta.url);
const __dirname = dirname$(__filename);`;

/** A package that is imported when it is first used stays where npm put it. */
const leaveLatePackages = {
  name: 'leave late packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { external: true } : undefined,
    );
  },
};

/**
 * Once the stack of any error is read (Node's own streams do that), Node keeps the whole map of each file in it, at forty times its
 * size. So only ours have maps worth the name: of a package's file no more than its first line is mapped.
 */
const mapOnlyOurs = {
  name: 'map only ours',
  setup({ onLoad }) {
    const map = JSON.stringify({ version: 3, sources: [''], mappings: 'AAAA' });
    const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
    onLoad({ filter: /[/\\]node_modules[/\\].*\.[cm]?js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\n//# sourceMappingURL=${url}`,
      loader: 'js',
    }));
  },
};

if (!existsSync(join(root, 'node_modules/typescript/bin/tsc'))) {
  console.error('The packages are not installed: run `npm ci` first.');
  process.exit(1);
}

// Types are looked at by `npm run check`: whoever tries the sandbox need not wait for that.
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--noCheck'],
  { cwd: root, stdio: 'inherit' },
);
await bundleBot();
await bundleBench();
// The sandbox's launcher imports it.
cpSync(join(root, 'scripts/prerequisites.mjs'), join(root, 'dist/scripts/prerequisites.mjs'));
await bundlePage();

/** One file instead of a thousand: half the time to start. What only a deploy needs lies in chunks beside it. */
async function bundleBot() {
  const { build } = await import('esbuild');
  const out = join(root, 'dist/src');
  rmSync(out, { recursive: true, force: true });
  await build({
    entryPoints: [join(root, 'src/main.ts'), join(root, 'src/cli/main.ts')],
    outdir: out,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    sourcesContent: false,
    plugins: [leaveLatePackages, mapOnlyOurs],
    banner: { js: commonJsNames },
    logLevel: 'warning',
  });
  copyScripts(out);
}

/** It takes in modules of the bot that its bundle does not show. Not there in an image. */
async function bundleBench() {
  const entries = ['main', 'bolt-app', 'instant-worker', 'no-op-worker'];
  const entryPoints = entries.map((name) => join(root, `bench/${name}.ts`));
  if (!entryPoints.every((file) => existsSync(file))) return;
  const { build } = await import('esbuild');
  const out = join(root, 'dist/bench');
  rmSync(out, { recursive: true, force: true });
  await build({
    entryPoints,
    outdir: out,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
  copyScripts(out);
}

/** Redis's scripts, beside the modules that read them. */
function copyScripts(out) {
  for (const file of readdirSync(join(root, 'src'), { recursive: true })) {
    if (file.endsWith('.lua')) cpSync(join(root, 'src', file), join(out, basename(file)));
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
    loader: { '.woff2': 'file' },
  });
  for (const file of readdirSync(page)) {
    if (/\.(html|svg|png)$/.test(file)) cpSync(join(page, file), join(root, 'dist/sandbox/page', file));
  }
}
