import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { buildOnce } from '../../tooling/build-once.ts';

const root = mkdtempSync(join(os.tmpdir(), 'tenor-build-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const DEAD_PROCESS = 2 ** 22 + 1; // above the largest process id of Linux

let builds = 0;
async function build(folder: string): Promise<void> {
  builds++;
  await sleep(50);
  writeFileSync(join(folder, 'result'), 'complete');
}

describe('buildOnce', () => {
  it('builds once for all who ask, now and later', async () => {
    const target = join(root, 'shared');
    builds = 0;
    await Promise.all([buildOnce(target, build), buildOnce(target, build), buildOnce(target, build)]);
    expect(await buildOnce(target, build)).toBe(true);
    expect(builds).toBe(1);
    expect(readFileSync(join(target, 'result'), 'utf8')).toBe('complete');
  });

  it('leaves nothing behind when a build fails, and the next one succeeds', async () => {
    const target = join(root, 'failing');
    const failing = buildOnce(target, async (folder) => {
      writeFileSync(join(folder, 'result'), 'half');
      throw new Error('out of memory');
    });
    await expect(failing).rejects.toThrow('out of memory');
    expect(readdirSync(root).filter((name) => name.startsWith('failing'))).toEqual([]);
    expect(await buildOnce(target, build)).toBe(false);
  });

  it('builds anew what was cut short', async () => {
    const target = join(root, 'truncated');
    await buildOnce(target, build);
    truncateSync(join(target, 'result'), 3);
    builds = 0;
    expect(await buildOnce(target, build)).toBe(false);
    expect(builds).toBe(1);
    expect(readFileSync(join(target, 'result'), 'utf8')).toBe('complete');
  });

  it('waits for another process that builds, and takes over from one that has died', async () => {
    const target = join(root, 'waiting');
    writeFileSync(`${target}.lock`, String(process.pid)); // alive, and not this module's own build
    const waiting = buildOnce(target, build);
    await sleep(300);
    expect(existsSync(target)).toBe(false);
    writeFileSync(`${target}.lock`, String(DEAD_PROCESS));
    const past = Date.now() / 1000 - 10;
    utimesSync(`${target}.lock`, past, past);
    expect(await waiting).toBe(false);
    expect(existsSync(`${target}.lock`)).toBe(false);
  });

  it('takes what another process has finished meanwhile', async () => {
    const target = join(root, 'finished');
    writeFileSync(`${target}.lock`, String(process.pid));
    builds = 0;
    const waiting = buildOnce(target, build);
    await sleep(150);
    mkdirSync(target);
    writeFileSync(join(target, 'result'), 'complete');
    writeFileSync(join(target, 'manifest.json'), JSON.stringify({ result: 8 }));
    expect(await waiting).toBe(true);
    expect(builds).toBe(0);
  });
});
