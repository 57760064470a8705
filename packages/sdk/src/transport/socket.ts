/** The part of a WebSocket that browsers and the `ws` package share. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onMessage(listener: (text: string) => void): void;
  /** Called once, whatever ended the connection. */
  onClose(listener: (reason: string) => void): void;
}

export type OpenSocket = (url: string) => Promise<Socket>;

interface CloseLike {
  readonly code?: number;
  readonly reason?: string;
}
interface SocketLike {
  send(data: string): void;
  close(): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: CloseLike) => void): void;
}
type SocketConstructor = new (url: string) => SocketLike;

/** The browser's WebSocket where there is one, `ws` otherwise. */
async function socketConstructor(): Promise<SocketConstructor> {
  const { WebSocket: native } = globalThis as { WebSocket?: SocketConstructor };
  if (native) return native;
  const { WebSocket } = await import('ws');
  return WebSocket as unknown as SocketConstructor;
}

/** Opens a WebSocket. Rejects when the connection cannot be made. */
export const openSocket: OpenSocket = async (url) => {
  const Constructor = await socketConstructor();
  const raw = new Constructor(url);
  return new Promise((resolve, reject) => {
    let closed: string | null = null;
    let onClosed: ((reason: string) => void) | null = null;
    raw.addEventListener('error', () => undefined);
    raw.addEventListener('close', ({ code, reason }) => {
      closed = `${code ?? ''} ${reason ?? ''}`.trim();
      reject(new Error(`cannot connect to ${url}`));
      onClosed?.(closed);
    });
    raw.addEventListener('open', () =>
      resolve({
        send: (text) => raw.send(text),
        close: () => raw.close(),
        onMessage: (listener) =>
          raw.addEventListener('message', ({ data }) => listener(typeof data === 'string' ? data : String(data))),
        onClose: (listener) => {
          onClosed = listener;
          if (closed !== null) listener(closed);
        },
      }),
    );
  });
};
