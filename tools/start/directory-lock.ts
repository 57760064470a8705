import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TenorError } from '@tenor/protocol';

/**
 * Takes a data directory for this process; returns what gives it back. Throws DATA_IN_USE. The lock is a socket that this
 * process listens on: it is gone with the process, however that ends, and no number is mistaken for another process.
 */
export async function lockDirectory(folder: string): Promise<() => void> {
  const path = socketPath(folder);
  let server = await listen(path);
  if (!server) {
    const owner = await askOwner(path);
    if (owner !== null) throw new TenorError('DATA_IN_USE', { detail: `${folder}, process ${owner}` });
    rmSync(path, { force: true });
    server = await listen(path);
  }
  if (!server) throw new TenorError('DATA_IN_USE', { detail: folder });
  const taken = server;
  return () => {
    taken.close();
  };
}

/** Socket paths must be short: the directory is hashed. */
function socketPath(folder: string): string {
  const name = `tenor-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 24)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

/** Listens and tells whoever asks which process this is; null when the path is taken. */
function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(String(process.pid));
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** Number of the process that listens; null when none does any more. */
function askOwner(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    socket.once('error', () => resolve(null));
    socket.once('end', () => resolve(text));
  });
}
