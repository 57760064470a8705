import { TenorError } from '@tenor/protocol';
import { pino } from 'pino';
import { runSigner } from './run-signer.ts';
import { readSignerConfig } from './signer-config.ts';

/** Starting again will not help: a person has to do something. */
const EXIT_HOPELESS = 2;
const EXIT_FAILED = 1;

/** Says what is wrong and what to do, on one line that needs no log reader. */
function fail(thrown: unknown): never {
  if (thrown instanceof TenorError) {
    process.stderr.write(`${thrown.name} (${thrown.code}): ${thrown.message}\n`);
    process.exit(EXIT_HOPELESS);
  }
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exit(EXIT_FAILED);
}

process.on('unhandledRejection', fail);
try {
  const path = process.env.TENOR_CONFIG;
  if (!path) throw new TenorError('INVALID_PARAMS', { param: 'TENOR_CONFIG', detail: 'name the configuration file' });
  const config = readSignerConfig(path);
  const log = pino({ name: 'oracle-signer', level: config.logLevel ?? 'info' });
  const running = await runSigner(config, log);
  log.info({ url: running.url }, 'signing');
  const stop = (): void => void running.stop().then(() => process.exit(0), fail);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
} catch (error) {
  fail(error);
}
