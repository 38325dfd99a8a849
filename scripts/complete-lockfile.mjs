// Adds to package-lock.json the optional packages of other platforms that npm left out because the registry at hand does
// not carry them: `npm ci` refuses a lock file without them, everywhere. Run it after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = missing(lock.packages);
if (added.length > 0) {
  const packages = { ...lock.packages, ...Object.fromEntries(added) };
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, undefined, 2)}\n`);
}
console.log(`package-lock.json: ${added.length} packages of other platforms added`);

function missing(packages) {
  const added = {};
  for (const [path, { optionalDependencies = {}, dev, devOptional }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const places = placesFor(path, name);
      const present = places
        .map((place) => packages[place] ?? added[place])
        .find((entry) => entry !== undefined);
      if (present && (present.version === version || /[^\d.]/.test(version))) continue;
      const marks = { ...(dev && { dev }), ...(devOptional && { devOptional }), optional: true };
      // As npm: at the top, or below the package that asks where another version sits at the top.
      added[present ? places[0] : places.at(-1)] = { version, ...platformOf(name), ...marks };
    }
  }
  return Object.entries(added);
}

/** Where Node looks for `name` on behalf of the package at `path`, the nearest place first. */
function placesFor(path, name) {
  const parents = path === '' ? [''] : [`${path}/`];
  for (
    let end = path.lastIndexOf('node_modules/');
    end > 0;
    end = path.lastIndexOf('node_modules/', end - 1)
  ) {
    parents.push(path.slice(0, end));
  }
  return [...new Set([...parents, ''])].map((parent) => `${parent}node_modules/${name}`);
}

function platformOf(name) {
  const words = name.split('/').at(-1).split('-');
  const os = words.find((word) =>
    ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'].includes(word),
  );
  const cpu = words.find((word) =>
    ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'].includes(word),
  );
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.includes('gnu')
      ? 'glibc'
      : undefined;
  return { ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }), ...(os && { os: [os] }) };
}
