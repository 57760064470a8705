import { exchangeUrl, flags, integerSetting, privateKeySetting } from '@tenor/bot';
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

/** The configuration of the lister from its environment and arguments. Throws an Error that says which setting is wrong. */
export function listerConfig(env: NodeJS.ProcessEnv, args: readonly string[]): ListerConfig {
  const url = exchangeUrl(env);
  const isDryRun = flags(args, ['--dry-run']).has('--dry-run');
  return {
    url,
    rpcUrl: env.TENOR_RPC_URL || null,
    privateKey: isDryRun && !env.TENOR_LISTER_KEY ? null : privateKeySetting(env, 'TENOR_LISTER_KEY'),
    rules: {
      weeklies: integerSetting(env, 'TENOR_LISTER_WEEKLIES', 2, { least: 1 }),
      monthlies: integerSetting(env, 'TENOR_LISTER_MONTHLIES', 2),
      leastHours: integerSetting(env, 'TENOR_LISTER_LEAST_HOURS', 36, { least: 1 }),
      widest: integerSetting(env, 'TENOR_LISTER_DEVIATIONS', 2),
    },
    volatility: volatilities(env),
    perDay: integerSetting(env, 'TENOR_LISTER_PER_DAY', 64),
    cycleMilliseconds: integerSetting(env, 'TENOR_LISTER_CYCLE_MS', 30_000, { least: 10 }),
    healthPort: env.TENOR_LISTER_PORT === undefined ? null : integerSetting(env, 'TENOR_LISTER_PORT', 0),
    killFile: env.TENOR_LISTER_KILL_FILE || null,
    isDryRun,
  };
}
