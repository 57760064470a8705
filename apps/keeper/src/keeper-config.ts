import { exchangeUrl, flags, integerSetting, privateKeySetting } from '@tenor/bot';
import { parseUsd } from '@tenor/sdk';
import type { OfferLimits } from './offer-plan.ts';
import type { UnwindLimits } from './unwind-plan.ts';

export interface KeeperConfig {
  /** `http://host:port` of the exchange. */
  readonly url: string;
  /** L1 endpoint; the one that the exchange names unless given. */
  readonly rpcUrl: string | null;
  /** null only in a dry run. */
  readonly privateKey: `0x${string}` | null;
  /** µUSD deposited when the keeper opens its account; what a dry run pretends to have. */
  readonly deposit: bigint;
  readonly offers: OfferLimits;
  readonly unwinding: Pick<UnwindLimits, 'boundPpm' | 'tolerancePpm'>;
  /** The same for options, whose spreads are wide. */
  readonly unwindingOptions: Pick<UnwindLimits, 'boundPpm' | 'tolerancePpm'>;
  /** µUSD of one order that unwinds, of the underlying for an option. */
  readonly unwindOrder: bigint;
  readonly cycleMilliseconds: number;
  readonly cooldownMilliseconds: number;
  /** Port of the health page; null for none, 0 for any. */
  readonly healthPort: number | null;
  /** While this file exists nothing is sent but cancels; null for no such file. */
  readonly killFile: string | null;
  /** Decides and logs, and sends nothing. */
  readonly isDryRun: boolean;
}

const RESTING_TOLERANCE_PPM = 500n;
const RESTING_OPTION_TOLERANCE_PPM = 10_000n;
const MILLION = 1_000_000;

function usd(env: NodeJS.ProcessEnv, name: string, fallback: string): bigint {
  const amount = parseUsd(env[name] || fallback, name);
  if (amount <= 0n) throw new Error(`${name} must be a positive amount of USD.`);
  return amount;
}

/** The configuration of the keeper from its environment and arguments. Throws an Error that says which setting is wrong. */
export function keeperConfig(env: NodeJS.ProcessEnv, args: readonly string[]): KeeperConfig {
  const url = exchangeUrl(env);
  const isDryRun = flags(args, ['--dry-run']).has('--dry-run');
  const ppm = (name: string, fallback: number) => BigInt(integerSetting(env, name, fallback, { most: MILLION }));
  return {
    url,
    rpcUrl: env.TENOR_RPC_URL || null,
    privateKey: isDryRun && !env.TENOR_KEEPER_KEY ? null : privateKeySetting(env, 'TENOR_KEEPER_KEY'),
    deposit: usd(env, 'TENOR_KEEPER_DEPOSIT', '500000'),
    offers: {
      perLiquidation: usd(env, 'TENOR_KEEPER_LIQUIDATION_USD', '250000'),
      totalPosition: usd(env, 'TENOR_KEEPER_POSITION_USD', '1000000'),
      marginSharePpm: ppm('TENOR_KEEPER_MARGIN_PPM', 500_000),
      tolerancePpm: ppm('TENOR_KEEPER_TOLERANCE_PPM', 1000),
    },
    unwinding: { boundPpm: ppm('TENOR_KEEPER_UNWIND_PPM', 4000), tolerancePpm: RESTING_TOLERANCE_PPM },
    unwindingOptions: {
      boundPpm: ppm('TENOR_KEEPER_UNWIND_OPTION_PPM', 100_000),
      tolerancePpm: RESTING_OPTION_TOLERANCE_PPM,
    },
    unwindOrder: usd(env, 'TENOR_KEEPER_UNWIND_USD', '50000'),
    cycleMilliseconds: integerSetting(env, 'TENOR_KEEPER_CYCLE_MS', 500),
    cooldownMilliseconds: integerSetting(env, 'TENOR_KEEPER_COOLDOWN_MS', 2000),
    healthPort: env.TENOR_KEEPER_PORT === undefined ? null : integerSetting(env, 'TENOR_KEEPER_PORT', 0),
    killFile: env.TENOR_KEEPER_KILL_FILE || null,
    isDryRun,
  };
}
