import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CIRCUIT_SIZES, type CircuitName, TenorError } from '@tenor/protocol';
import type { StartOptions } from './start-options.ts';

export const USAGE = `npm start -- [options]
  --data DIR       data directory (.tenor/dev)
  --size NAME      circuit size, test or dev (dev)
  --port N         port of the page and the API (3000)
  --l1-port N      port of the local L1 (8545)
  --prices DIR     folder with recorded prices; a seeded random walk without one
  --sources FILE   index sources by underlying, JSON: Chainlink feeds, tickers (docs/oracle.md)
  --seed N         seed of the random walk (1)
  --no-bots        no quoting bot
  --no-signers     the exchange itself holds the keys of the oracle set
  --no-lister      no options and futures, the perpetuals alone
  --keeper         also a keeper, which takes positions of accounts in liquidation over
  --keeper-share-ppm N  a keeper's part of the penalty of a liquidation, of 1000000; the rest is the fund's
  --no-web         no page, the API alone`;

/** Reads the arguments of `npm start`; null when help is wanted. Throws INVALID_PARAMS. */
export function startOptions(args: readonly string[], repository: string): StartOptions | null {
  const { values } = readArguments(args);
  if (values.help) return null;
  const size = values.size ?? 'dev';
  const share = values['keeper-share-ppm'];
  if (!Object.hasOwn(CIRCUIT_SIZES, size)) {
    throw new TenorError('INVALID_PARAMS', { param: 'size', detail: `--size ${size}: test or dev` });
  }
  return {
    dataDirectory: resolve(values.data ?? join(repository, '.tenor', size)),
    size: size as CircuitName,
    port: wholeNumber('port', values.port ?? '3000', 65_535),
    l1Port: wholeNumber('l1-port', values['l1-port'] ?? '8545', 65_535),
    seed: wholeNumber('seed', values.seed ?? '1', 2 ** 32 - 1),
    pricesDirectory: values.prices === undefined ? recordedPrices(repository) : resolve(values.prices),
    sourcesPath: values.sources === undefined ? null : resolve(values.sources),
    bots: !values['no-bots'],
    lister: !values['no-lister'],
    signers: !values['no-signers'],
    keeper: values.keeper ?? false,
    ...(share === undefined ? {} : { keeperSharePpm: wholeNumber('keeper-share-ppm', share, 1_000_000) }),
    web: !values['no-web'],
  };
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        size: { type: 'string' },
        port: { type: 'string' },
        'l1-port': { type: 'string' },
        prices: { type: 'string' },
        sources: { type: 'string' },
        seed: { type: 'string' },
        'no-bots': { type: 'boolean' },
        'no-lister': { type: 'boolean' },
        'no-signers': { type: 'boolean' },
        keeper: { type: 'boolean' },
        'keeper-share-ppm': { type: 'string' },
        'no-web': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new TenorError('INVALID_PARAMS', { detail: `${(error as Error).message}\n${USAGE}` });
  }
}

function wholeNumber(param: string, text: string, maximum: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > maximum)
    throw new TenorError('INVALID_PARAMS', { param, detail: `--${param} ${text}: a whole number up to ${maximum}` });
  return value;
}

/** Recorded prices that lie beside the repository are used without being asked for. */
function recordedPrices(repository: string): string | null {
  const folder = join(repository, '..', 'shared', 'data', 'prices');
  return existsSync(folder) ? folder : null;
}
