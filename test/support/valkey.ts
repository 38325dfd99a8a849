import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Valkey =
  | { readonly kind: 'found'; readonly program: string }
  | { readonly kind: 'missing'; readonly why: string };

const kept = fileURLToPath(new URL('../../node_modules/.cache/valkey', import.meta.url));

/**
 * The `valkey-server` on PATH, else the distribution's (Debian has it in its backports), unpacked beside the project:
 * installed, it would take the place of the system's Redis.
 */
export function findValkey(): Valkey {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), join(kept, 'usr/bin')];
  const find = () => folders.map((folder) => join(folder, 'valkey-server')).find(runs);
  const known = find();
  if (known !== undefined) return { kind: 'found', program: known };
  try {
    unpackFromApt();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'missing', why: `no valkey-server is on PATH, and ${why}` };
  }
  const unpacked = find();
  if (unpacked !== undefined) return { kind: 'found', program: unpacked };
  return { kind: 'missing', why: 'the distribution’s valkey-server does not run here' };
}

function runs(program: string): boolean {
  if (!existsSync(program)) return false;
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 15_000 });
  return (stdout ?? '').startsWith('Valkey server');
}

function unpackFromApt(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cabeceo-valkey-'));
  try {
    const apt = aptOf(folder);
    apt('update');
    apt('download', 'valkey-server', 'valkey-tools');
    const packages = readdirSync(folder).filter((name) => name.endsWith('.deb'));
    for (const name of packages) run(folder, 'dpkg-deb', ['--extract', name, 'unpacked']);
    cpSync(join(folder, 'unpacked'), kept, { recursive: true, verbatimSymlinks: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An apt-get with lists of its own: the system's stay as they are. */
function aptOf(folder: string): (...words: readonly string[]) => void {
  for (const each of ['state/lists/partial', 'cache/archives/partial'])
    mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, 'sources.list'), archives(folder).join('\n'));
  const settings = {
    'Dir::State': join(folder, 'state'),
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'APT::Sandbox::User': 'root',
    'APT::Update::Error-Mode': 'any',
    'Acquire::http::Timeout': '15',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return (...words) => void run(folder, 'apt-get', [...words, '-qq', ...options]);
}

/** Where the system has its own packages from, and Debian's backports beside it. */
function archives(folder: string): readonly string[] {
  const format = '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)';
  const list = run(folder, 'apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const lines = list.split('\n').flatMap((line) => {
    const [, origin = '', address, release, component] =
      /^(Debian|Ubuntu) (\S+) ([a-z]+) (main|universe)$/.exec(line) ?? [];
    if (address === undefined) return [];
    const keyring = `/usr/share/keyrings/${origin.toLowerCase()}-archive-keyring.gpg`;
    const source = `deb ${existsSync(keyring) ? `[signed-by=${keyring}] ` : ''}${address}`;
    const releases = origin === 'Debian' ? [release, `${release}-backports`] : [release];
    return releases.map((each) => `${source} ${each} ${component}`);
  });
  if (lines.length === 0)
    throw new Error('apt-get knows no archive of Debian or Ubuntu; `apt-get update` finds them');
  return lines;
}

function run(folder: string, command: string, words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status === 0) return stdout;
  const said = error?.message ?? stderr.trim().split('\n').at(-1);
  throw new Error(`\`${command} ${words[0]}\` failed: ${said}`);
}
