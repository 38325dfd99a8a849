import { defineConfig, type Plugin } from 'vite';

const commit = process.env['CABECEO_COMMIT_SHA'] ?? process.env['VERCEL_GIT_COMMIT_SHA'] ?? 'unknown';

/** Lets anyone ask the deployed site which commit it was built from. */
function versionFile(): Plugin {
  return {
    name: 'version-file',
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: 'version.json',
        source: `${JSON.stringify({ commit })}\n`,
      });
    },
  };
}

export default defineConfig({
  define: { 'import.meta.env.VITE_COMMIT': JSON.stringify(commit) },
  plugins: [versionFile()],
  server: { proxy: { '/api': 'http://localhost:3000' } },
});
