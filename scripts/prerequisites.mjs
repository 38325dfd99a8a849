// What npm cannot bring: a Redis or Valkey server, Git for the local GitHub, Chromium for the browser tests, PostgreSQL
// for those of backups. Plain Node, no packages.
//   node scripts/prerequisites.mjs redis git chromium postgres [--json]
// Looks, installs with apt-get where it may, or says in one sentence what to run. `ensure` is the same for programs.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dockerImage = 'valkey/valkey:8-alpine';

const wanted = {
  redis: {
    title: 'Redis (6.2 or newer) or Valkey',
    commands: ['redis-server', 'valkey-server'],
    version: /(?:Redis|Valkey) server v=(\d+)\.(\d+)/i,
    atLeast: [6, 2],
    looked:
      'REDIS_URL is not set, neither redis-server nor valkey-server is on PATH, and no Docker engine answers',
    apt: ['redis-server', 'valkey-server'],
    install: {
      brew: 'redis',
      dnf: 'valkey',
      pacman: 'valkey',
      apk: 'redis',
      zypper: 'redis',
      apt: 'redis-server',
    },
    otherwise: 'start Docker, or set REDIS_URL to a server you have',
  },
  git: {
    title: 'Git (2.28 or newer)',
    commands: ['git'],
    version: /git version (\d+)\.(\d+)/,
    atLeast: [2, 28],
    looked: 'git is not on PATH',
    apt: ['git'],
    install: { brew: 'git', dnf: 'git', pacman: 'git', apk: 'git', zypper: 'git', apt: 'git' },
    otherwise: 'install it, and put it on PATH',
  },
  chromium: {
    title: 'Chromium or Chrome',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    version: /(?:Chromium|Chrome)\D* (\d+)\.(\d+)/,
    atLeast: [100, 0],
    looked: 'CHROMIUM_PATH is not set and neither chromium nor google-chrome is on PATH',
    apt: ['chromium'],
    install: {
      brew: '--cask chromium',
      dnf: 'chromium',
      pacman: 'chromium',
      apk: 'chromium',
      zypper: 'chromium',
      apt: 'chromium',
    },
    otherwise: 'install it, and set CHROMIUM_PATH to its program',
  },
  postgres: {
    title: 'PostgreSQL (13 or newer), with its server',
    commands: ['initdb'],
    version: /PostgreSQL\) (\d+)\.(\d+)/,
    atLeast: [13, 0],
    looked: 'initdb is neither on PATH nor in /usr/lib/postgresql',
    apt: ['postgresql'],
    install: {
      brew: 'postgresql',
      dnf: 'postgresql-server',
      pacman: 'postgresql',
      apk: 'postgresql',
      zypper: 'postgresql-server',
      apt: 'postgresql',
    },
    otherwise: 'install it, and put its programs on PATH',
  },
};

/**
 * What to do about one thing, from what was seen of the system. Pure.
 * `found` wins; else apt-get as root installs; else a sentence says what a person can run.
 */
export function decide(name, seen) {
  if (seen.found) return { kind: 'found', ...seen.found };
  // Ubuntu's chromium package only points to a snap, which containers cannot run.
  const aptHasIt = seen.managers.includes('apt') && !(name === 'chromium' && seen.distribution === 'ubuntu');
  if (aptHasIt && seen.root && !seen.advice) return { kind: 'install', packages: wanted[name].apt };
  const how =
    seen.advice ??
    adviseInstall(name, {
      ...seen,
      managers: seen.managers.filter((each) => each !== 'apt' || aptHasIt),
    });
  const why = seen.rejected ?? wanted[name].looked;
  return { kind: 'missing', sentence: `${wanted[name].title} is needed, but ${why}: ${how}.` };
}

function adviseInstall(name, { managers, root, distribution }) {
  const sudo = root ? '' : 'sudo ';
  const target = wanted[name].install;
  const commands = {
    brew: `brew install ${target.brew}`,
    apt: `${sudo}apt-get update && ${sudo}apt-get install -y ${target.apt}`,
    dnf: `${sudo}dnf install -y ${target.dnf}`,
    pacman: `${sudo}pacman -S --noconfirm ${target.pacman}`,
    apk: `${sudo}apk add ${target.apk}`,
    zypper: `${sudo}zypper install -y ${target.zypper}`,
  };
  const manager = managers.find((each) => each in commands);
  if (manager) return `run \`${commands[manager]}\``;
  if (name === 'chromium' && distribution === 'ubuntu') {
    return `run \`${sudo}npx playwright-core install --with-deps chromium\``;
  }
  return wanted[name].otherwise;
}

/**
 * Finds or installs `name` and answers how to use it: `{via: 'url', url}`, `{via: 'path', path}` or
 * `{via: 'docker', image}`. Throws an Error with the one sentence where a person must act. `say` hears of installations.
 */
export async function ensure(name, { env = process.env, say = () => {} } = {}) {
  const decision = decide(name, await look(name, env));
  if (decision.kind === 'missing') throw new Error(decision.sentence);
  if (decision.kind === 'found') return usable(decision);
  say(
    `${wanted[name].title} was not found: installing ${decision.packages[0]} with apt-get (running as root)…`,
  );
  const failure = installWithApt(decision.packages);
  const after = decide(name, await look(name, env));
  if (after.kind === 'found') return usable(after);
  throw new Error(
    `${wanted[name].title} is needed, but ${failure ?? 'the installed package does not bring it'}.`,
  );
}

/** The command that runs a found server in the foreground on `port`; undefined where `REDIS_URL` names one that runs. */
export function redisCommand(found, { port, options = [] }) {
  if (found.via === 'path') return { command: found.path, arguments: ['--port', String(port), ...options] };
  if (found.via !== 'docker') return undefined;
  const publish = `127.0.0.1:${port}:6379`;
  return {
    command: 'docker',
    arguments: ['run', '--rm', '--init', '--publish', publish, found.image, 'valkey-server', ...options],
  };
}

function usable({ via, url, path, image }) {
  return { url: { via, url }, path: { via, path }, docker: { via, image } }[via];
}

async function look(name, env) {
  const seen = {
    managers: ['brew', 'apt-get', 'dnf', 'pacman', 'apk', 'zypper']
      .filter((command) => onPath(command, env))
      .map((command) => command.replace('-get', '')),
    root: process.getuid?.() === 0,
    distribution: distribution(),
  };
  if (name === 'redis') return { ...seen, ...(await lookForRedis(env)) };
  const lookFor = {
    git: () => lookOnPath('git', env),
    chromium: () => lookForChromium(env),
    postgres: () => lookForPostgres(env),
  };
  return { ...seen, ...lookFor[name]() };
}

async function lookForRedis(env) {
  if (env.REDIS_URL) {
    // Several addresses: nodes of a Redis Cluster.
    const answers = await Promise.all(env.REDIS_URL.split(/\s*,\s*(?=rediss?:)/).map(accepts));
    if (answers.includes(true)) return { found: { via: 'url', url: env.REDIS_URL } };
    return {
      rejected: 'nothing answers at the address in REDIS_URL',
      advice: 'start that server, or unset REDIS_URL',
    };
  }
  const local = lookOnPath('redis', env);
  if (local.found) return local;
  return dockerRuns() ? { found: { via: 'docker', image: dockerImage } } : local;
}

function lookForChromium(env) {
  if (env.CHROMIUM_PATH) {
    if (isProgram(env.CHROMIUM_PATH)) return { found: { via: 'path', path: env.CHROMIUM_PATH } };
    return { rejected: 'CHROMIUM_PATH does not name a program', advice: 'correct it, or unset it' };
  }
  const local = lookOnPath('chromium', env);
  if (local.found) return local;
  const elsewhere = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    ...playwrightBrowsers(env),
  ].find(isProgram);
  return elsewhere ? { found: { via: 'path', path: elsewhere } } : local;
}

/** Debian keeps the server's programs off the PATH. */
function lookForPostgres(env) {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const folders = versions.map((version) => join(debian, version, 'bin'));
  return lookOnPath('postgres', { ...env, PATH: [env.PATH ?? '', ...folders].join(delimiter) });
}

function lookOnPath(name, env) {
  const { commands, version, atLeast, title } = wanted[name];
  let rejected;
  for (const command of commands) {
    const path = onPath(command, env);
    if (!path) continue;
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 15_000 });
    const [, major, minor] = version.exec(stdout ?? '') ?? [];
    const enough = major > atLeast[0] || (Number(major) === atLeast[0] && minor >= atLeast[1]);
    if (enough) return { found: { via: 'path', path } };
    rejected = `${path} is not a working ${title}`;
  }
  return rejected ? { rejected } : {};
}

function playwrightBrowsers(env) {
  const caches = [
    env.PLAYWRIGHT_BROWSERS_PATH,
    join(homedir(), '.cache/ms-playwright'),
    join(homedir(), 'Library/Caches/ms-playwright'),
  ].filter((folder) => folder && existsSync(folder));
  const programs = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ];
  return caches.flatMap((cache) =>
    readdirSync(cache)
      .filter((folder) => folder.startsWith('chromium-'))
      .flatMap((folder) => programs.map((program) => join(cache, folder, program))),
  );
}

function onPath(command, env) {
  const names = process.platform === 'win32' ? [`${command}.exe`, `${command}.cmd`] : [command];
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function dockerRuns() {
  const { status } = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 5_000 });
  return status === 0;
}

function accepts(url) {
  if (!URL.canParse(url)) return Promise.resolve(false);
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || 6379),
      timeout: 3_000,
    });
    const end = (answers) => {
      socket.destroy();
      resolve(answers);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

function distribution() {
  try {
    return /^ID="?([\w-]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  } catch {
    return process.platform;
  }
}

/** Undefined where it worked; else what failed. */
function installWithApt(packages) {
  const run = (...words) =>
    // What apt-get says belongs to the log, not to this program's answer.
    execFileSync('apt-get', words, {
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    run('update', '-q');
  } catch {
    return '`apt-get update` failed (its output is above)';
  }
  for (const name of packages) {
    try {
      run('install', '-y', '-q', '--no-install-recommends', name);
      return undefined;
    } catch {
      // The next name: distributions differ in which of them they carry.
    }
  }
  return `\`apt-get install ${packages.join('` and `apt-get install ')}\` failed (the output is above)`;
}

async function main(words) {
  const names = words.filter((word) => word !== '--json');
  const unknown = names.find((name) => !(name in wanted));
  if (unknown !== undefined || names.length === 0) {
    throw new Error(`expected ${Object.keys(wanted).join(' or ')}, found ${unknown ?? 'nothing'}`);
  }
  const found = {};
  for (const name of names) found[name] = await ensure(name, { say: (line) => console.error(line) });
  if (words.includes('--json')) return console.log(JSON.stringify(found));
  for (const [name, { via, path, image }] of Object.entries(found)) {
    console.log(`${name}: ${path ?? (via === 'docker' ? `Docker, ${image}` : 'REDIS_URL')}`);
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
