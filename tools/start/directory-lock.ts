import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TenorError } from '@tenor/protocol';

/** Takes a data directory for this process; returns what gives it back. Throws DATA_IN_USE. */
export function lockDirectory(folder: string): () => void {
  const path = join(folder, 'lock');
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) throw error;
    }
    const owner = Number(readFileSync(path, 'utf8'));
    if (isAlive(owner)) throw new TenorError('DATA_IN_USE', { detail: `${folder}, process ${owner}` });
    rmSync(path, { force: true }); // its owner died without giving it back
  }
}

function isAlive(processId: number): boolean {
  if (!Number.isSafeInteger(processId) || processId <= 0 || processId === process.pid) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
