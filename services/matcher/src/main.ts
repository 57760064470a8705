import { parseArgs } from 'node:util';

const NODE_NEEDED = [20, 10] as const;
/** Starting again will not help: a person has to do something. */
const EXIT_HOPELESS = 2;
const EXIT_FAILED = 1;

function isNodeTooOld(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major < NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor < NODE_NEEDED[1]);
}

/** Says what is wrong and what to do, on one line that needs no log reader. */
async function fail(thrown: unknown): Promise<never> {
  const { TenorError } = await import('@tenor/protocol');
  if (thrown instanceof TenorError) {
    process.stderr.write(`${thrown.name} (${thrown.code}): ${thrown.message}\n`);
    process.exit(EXIT_HOPELESS);
  }
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.exit(EXIT_FAILED);
}

async function main(): Promise<void> {
  const { TenorError } = await import('@tenor/protocol');
  if (isNodeTooOld()) throw new TenorError('NODE_TOO_OLD', { detail: `this is ${process.versions.node}` });
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  const path = values.config ?? process.env.TENOR_CONFIG;
  if (!path) throw new TenorError('INVALID_PARAMS', { param: '--config', detail: 'name the configuration file' });
  const { readConfig } = await import('./config.ts');
  const config = readConfig(path);
  const { pino } = await import('pino');
  const log = pino({ name: 'matcher', level: config.logLevel ?? 'info' });
  const { runMatcher } = await import('./run-matcher.ts');
  const running = await runMatcher(config, log);
  log.info({ url: running.url }, 'trading is open');
  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    running.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

process.on('unhandledRejection', fail);
main().catch(fail);
