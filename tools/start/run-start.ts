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
  try {
    const options = startOptions(args, repository);
    if (!options) {
      console.log(USAGE);
      return;
    }
    const exchange = await startExchange({ ...options, onProgress: tell });
    tell(`trading is open at ${exchange.url}   (L1 ${exchange.rpcUrl}, data ${options.dataDirectory})`);
    const stopFollowing = line.follow(exchange.url, tell);
    let stopping: Promise<void> | undefined;
    const stop = (): void => {
      if (stopping) process.exit(1); // asked twice: do not wait
      stopFollowing();
      line.print('stopping …');
      stopping = exchange.stop().then(() => process.exit(0));
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  } catch (error) {
    line.print(error instanceof TenorError ? `error ${error.code} ${error.name}: ${error.message}` : String(error));
    process.exitCode = 1;
    process.exit();
  }
}
