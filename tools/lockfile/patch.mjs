/**
 * Adds to package-lock.json the platform packages that npm left out of it: `node tools/lockfile/patch.mjs [file]`.
 *
 * Some packages ship one optional package per operating system (Biome, Foundry, ...). Where a mirror does not serve the ones of other
 * systems, npm drops them from the lock without a word, and `npm ci` then refuses the lock everywhere ("Missing: ... from lock file").
 * An entry without an integrity hash is enough: npm takes it or skips it by `os` and `cpu`. Plain JavaScript, because it has to run
 * before anything is installed. Run it after every change of dependencies; `npm run check` fails while it would add something.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SYSTEMS = ['linux', 'darwin', 'win32', 'android', 'freebsd', 'openbsd', 'netbsd', 'aix', 'sunos', 'openharmony'];
const PROCESSORS = [
  ['arm64', /arm64|aarch64/],
  ['x64', /x64|amd64|x86_64/],
  ['arm', /arm/],
  ['ia32', /ia32|x86|i686/],
  ['ppc64', /ppc64/],
  ['riscv64', /riscv64/],
  ['s390x', /s390x/],
  ['loong64', /loong64/],
  ['mips64el', /mips64el/],
];

/** The folder in which a package at `from` finds `name`, as Node resolves it; undefined where the lock has none. */
function resolve(packages, from, name) {
  for (let folder = from; ; ) {
    const candidate = `${folder ? `${folder}/` : ''}node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (folder === '') return undefined;
    const parent = folder.lastIndexOf('/node_modules/');
    folder = parent < 0 ? '' : folder.slice(0, parent);
  }
}

/** What npm would have written for a platform package, from its name; undefined where the name tells no platform. */
function platformEntry(name, version, dev) {
  const os = SYSTEMS.find((system) => name.includes(system));
  const cpu = PROCESSORS.find(([, pattern]) => pattern.test(name))?.[0];
  if (os === undefined || cpu === undefined) return undefined;
  return {
    version: version.replace(/^[\^~=]/, ''),
    cpu: [cpu],
    ...(dev ? { dev: true } : {}),
    // npm knows `musl` and `glibc`; packages without either in their name run on both.
    ...(os === 'linux' && name.includes('musl') ? { libc: ['musl'] } : {}),
    optional: true,
    os: [os],
  };
}

/** Adds the missing entries to a parsed lock, in place. Returns their names and those that could not be understood. */
export function addPlatformPackages(lock) {
  const added = [];
  const unknown = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolve(lock.packages, path, name) !== undefined) continue;
      const platform = platformEntry(name, version, entry.dev);
      if (platform === undefined) {
        unknown.push(name);
        continue;
      }
      lock.packages[`node_modules/${name}`] = platform;
      added.push(name);
    }
  }
  const { '': root, ...rest } = lock.packages;
  lock.packages = { '': root, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))) };
  return { added, unknown };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2] ?? fileURLToPath(new URL('../../package-lock.json', import.meta.url));
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const { added, unknown } = addPlatformPackages(lock);
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  for (const name of unknown) console.warn(`no platform in the name of ${name}: left out`);
  console.log(`${added.length} platform packages added${added.length > 0 ? `: ${added.join(', ')}` : ''}`);
}
