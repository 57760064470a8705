import { createServer } from 'node:net';
import { TenorError } from '@tenor/protocol';

/** So many free ports of the loopback interface, each another. Throws PORT_BUSY. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => holdPort(0)));
  await Promise.all(held.map(({ release }) => release()));
  return held.map(({ port }) => port);
}

/** The port itself when it is free on the loopback interface, or a free one for 0. Throws PORT_BUSY. */
export async function freePort(port: number): Promise<number> {
  const held = await holdPort(port);
  await held.release();
  return held.port;
}

function holdPort(port: number): Promise<{ readonly port: number; release(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new TenorError('PORT_BUSY', { detail: `port ${port}` })
          : error,
      );
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address ? address.port : port;
      resolve({ port: taken, release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}
