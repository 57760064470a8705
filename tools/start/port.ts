import { createServer } from 'node:net';
import { TenorError } from '@tenor/protocol';

/** The port itself when it is free on the loopback interface, or a free one for 0. Throws PORT_BUSY. */
export function freePort(port: number): Promise<number> {
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
      server.close(() => resolve(taken));
    });
  });
}
