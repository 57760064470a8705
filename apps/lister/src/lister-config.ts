import type { ListingRules } from './listing-rule.ts';

export interface ListerConfig {
  /** `http://host:port` of the exchange. */
  readonly url: string;
  /** L1 endpoint; the one that the exchange names unless given. */
  readonly rpcUrl: string | null;
  /** null only in a dry run. */
  readonly privateKey: `0x${string}` | null;
  readonly rules: ListingRules;
  /** Of a year, by underlying: how far apart strikes are. */
  readonly volatility: Readonly<Record<string, number>>;
  /** Series listed within 24 hours at most. */
  readonly perDay: number;
  readonly cycleMilliseconds: number;
  /** Port of the health page; null for none, 0 for any. */
  readonly healthPort: number | null;
  /** While this file exists nothing is listed; null for no such file. */
  readonly killFile: string | null;
  /** Decides and logs, and sends nothing. */
  readonly isDryRun: boolean;
}

/** For underlyings that no other volatility is given for. */
export const VOLATILITY_OTHERWISE = 0.8;

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, least = 0): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`${name} must be an integer from ${least} on, not "${text}".`);
  return value;
}

/** `BTC=0.55,ETH=0.7` */
function volatilities(env: NodeJS.ProcessEnv): Record<string, number> {
  const text = env.TENOR_LISTER_VOLATILITY || 'BTC=0.55,ETH=0.7';
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [base = '', value] = part.split('=');
      const volatility = Number(value);
      if (!/^[A-Z0-9]+$/.test(base) || !(volatility > 0 && volatility <= 5))
        throw new Error(`TENOR_LISTER_VOLATILITY must be such as BTC=0.55,ETH=0.7, not "${text}".`);
      return [base, volatility];
    }),
  );
}

function keyOf(env: NodeJS.ProcessEnv, isDryRun: boolean): `0x${string}` | null {
  const key = env.TENOR_LISTER_KEY ?? '';
  if (key === '' && isDryRun) return null;
  if (!/^0x[0-9a-fA-F]{64}$/.test(key))
    throw new Error('TENOR_LISTER_KEY must be an L1 private key (0x and 64 digits).');
  return key as `0x${string}`;
}

/** The configuration of the lister from its environment and arguments. Throws an Error that says which setting is wrong. */
export function listerConfig(env: NodeJS.ProcessEnv, args: readonly string[]): ListerConfig {
  const url = env.TENOR_URL;
  if (!url || !/^https?:\/\//.test(url)) throw new Error('TENOR_URL must be the http(s) address of the exchange.');
  const unknown = args.find((arg) => arg !== '--dry-run');
  if (unknown !== undefined) throw new Error(`Unknown argument ${unknown}. Known: --dry-run.`);
  const isDryRun = args.includes('--dry-run');
  return {
    url,
    rpcUrl: env.TENOR_RPC_URL || null,
    privateKey: keyOf(env, isDryRun),
    rules: {
      weeklies: integer(env, 'TENOR_LISTER_WEEKLIES', 2, 1),
      monthlies: integer(env, 'TENOR_LISTER_MONTHLIES', 2),
      leastHours: integer(env, 'TENOR_LISTER_LEAST_HOURS', 36, 1),
      widest: integer(env, 'TENOR_LISTER_DEVIATIONS', 2),
    },
    volatility: volatilities(env),
    perDay: integer(env, 'TENOR_LISTER_PER_DAY', 64),
    cycleMilliseconds: integer(env, 'TENOR_LISTER_CYCLE_MS', 30_000, 10),
    healthPort: env.TENOR_LISTER_PORT === undefined ? null : integer(env, 'TENOR_LISTER_PORT', 0),
    killFile: env.TENOR_LISTER_KILL_FILE || null,
    isDryRun,
  };
}
