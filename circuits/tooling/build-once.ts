import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLISECONDS = 100;
const MANIFEST = 'manifest.json';

/** Builds of this process, so that a second request for the same folder joins the first. */
const running = new Map<string, Promise<boolean>>();

/**
 * Makes a folder exactly once, whoever asks: it appears complete (a temporary folder, renamed) or not at all.
 * Other processes that want it wait for the first one, and take over when that process has died.
 * @param target the folder; it is complete when it holds `manifest.json` and files of the sizes named there
 * @param build fills the folder that it is given
 * @returns whether this call found the folder already complete
 */
export function buildOnce(target: string, build: (folder: string) => Promise<void>): Promise<boolean> {
  let promise = running.get(target);
  if (!promise) {
    promise = buildExclusively(target, build).finally(() => running.delete(target));
    running.set(target, promise);
  }
  return promise;
}

async function buildExclusively(target: string, build: (folder: string) => Promise<void>): Promise<boolean> {
  if (isComplete(target)) return true;
  mkdirSync(dirname(target), { recursive: true });
  const lock = `${target}.lock`;
  while (!acquire(lock)) {
    await sleep(POLL_MILLISECONDS);
    if (isComplete(target)) return true;
  }
  const folder = `${target}.${randomBytes(6).toString('hex')}.partial`;
  try {
    if (isComplete(target)) return true;
    mkdirSync(folder);
    await build(folder);
    writeFileSync(join(folder, MANIFEST), JSON.stringify(fileSizes(folder), null, 2));
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target);
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(lock, { force: true });
  }
}

/** Takes the lock file if it is free or its owner is dead. Two takers of a dead lock may both build: wasteful, but safe. */
function acquire(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    const young = Date.now() - statSync(lock).mtimeMs < 1000; // its owner may not have written the number yet
    if (!isAlive(owner) && !young) unlinkSync(lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return false;
}

function isAlive(processId: number): boolean {
  if (!Number.isSafeInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const fileSizes = (folder: string): Record<string, number> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]));

/** Whether a folder of `buildOnce` is whole; a truncated file (power loss) makes it be built anew. */
function isComplete(folder: string): boolean {
  if (!existsSync(join(folder, MANIFEST))) return false;
  const expected = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Record<string, number>;
  const found = fileSizes(folder);
  return Object.entries(expected).every(([name, size]) => found[name] === size);
}
