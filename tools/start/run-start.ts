import { fileURLToPath } from 'node:url';
import { TenorError } from '@tenor/protocol';
import { startOptions, USAGE } from './command-line.ts';
import { StatusLine } from './status-line.ts';
import { startExchange } from './supervisor.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** `npm start`: starts the exchange, tells how far it is, and ends everything when it is interrupted. */
export async function runStart(args: readonly string[]): Promise<void> {
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  const line = new StatusLine(process.stdout);
  const tell = (text: string): void => line.print(`${seconds()} s  ${text}`);
  const interrupted = new AbortController();
  let stop = (): void => interrupted.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop());
  try {
    const options = startOptions(args, repository);
    if (!options) {
      console.log(USAGE);
      process.exit();
    }
    const exchange = await startExchange({ ...options, signal: interrupted.signal, onProgress: tell });
    tell(`trading is open at ${exchange.url}   (L1 ${exchange.rpcUrl}, data ${options.dataDirectory})`);
    const stopFollowing = line.follow(exchange.url, tell);
    stop = () => {
      stop = () => process.exit(1); // asked twice: do not wait
      stopFollowing();
      line.print('stopping …');
      void exchange.stop().then(() => process.exit(0));
    };
    if (interrupted.signal.aborted) stop();
  } catch (error) {
    if (interrupted.signal.aborted) process.exit(0);
    line.print(error instanceof TenorError ? `error ${error.code} ${error.name}: ${error.message}` : String(error));
    process.exit(1);
  }
}
