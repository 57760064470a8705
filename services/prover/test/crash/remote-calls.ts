import type { ChildProcess } from 'node:child_process';

/** A call over the channel between a process and its child. */
interface Call {
  readonly id: number;
  readonly target: string;
  readonly method: string;
  readonly given: readonly unknown[];
}
interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

type Methods = Record<string, (...given: never[]) => Promise<unknown>>;

/** Parent: lets a child call these objects. */
export function serveCalls(child: ChildProcess, targets: Readonly<Record<string, object>>): void {
  child.on('message', (call: Call) => {
    const answer = (content: Omit<Answer, 'id'>): void => {
      if (child.connected) child.send({ id: call.id, ...content } satisfies Answer, () => undefined);
    };
    const target = targets[call.target] as Methods;
    target[call.method]!(...(call.given as never[])).then(
      (result) => answer({ result }),
      (error: unknown) => answer({ error: String(error) }),
    );
  });
}

/** Child: an object of the parent. */
export function remote<Target extends object>(target: string): Target {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  process.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  const call = (method: string, given: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = Number(`${target.length}${String(++last).padStart(9, '0')}`);
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result);
        else reject(new Error(error));
      });
      process.send?.({ id, target, method, given } satisfies Call);
    });
  return new Proxy({} as Target, {
    get: (_, method) =>
      typeof method === 'string' && method !== 'then' ? (...given: unknown[]) => call(method, given) : undefined,
  });
}
