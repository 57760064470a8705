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

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, most = Number.MAX_SAFE_INTEGER): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || value > most)
    throw new Error(`${name} must be an integer from 0 to ${most}, not "${text}".`);
  return value;
}

function usd(env: NodeJS.ProcessEnv, name: string, fallback: string): bigint {
  const amount = parseUsd(env[name] || fallback, name);
  if (amount <= 0n) throw new Error(`${name} must be a positive amount of USD.`);
  return amount;
}

function keyOf(env: NodeJS.ProcessEnv, isDryRun: boolean): `0x${string}` | null {
  const key = env.TENOR_KEEPER_KEY ?? '';
  if (key === '' && isDryRun) return null;
  if (!/^0x[0-9a-fA-F]{64}$/.test(key))
    throw new Error('TENOR_KEEPER_KEY must be an L1 private key (0x and 64 digits).');
  return key as `0x${string}`;
}

/** The configuration of the keeper from its environment and arguments. Throws an Error that says which setting is wrong. */
export function keeperConfig(env: NodeJS.ProcessEnv, args: readonly string[]): KeeperConfig {
  const url = env.TENOR_URL;
  if (!url || !/^https?:\/\//.test(url)) throw new Error('TENOR_URL must be the http(s) address of the exchange.');
  const unknown = args.find((arg) => arg !== '--dry-run');
  if (unknown !== undefined) throw new Error(`Unknown argument ${unknown}. Known: --dry-run.`);
  const isDryRun = args.includes('--dry-run');
  const ppm = (name: string, fallback: number) => BigInt(integer(env, name, fallback, MILLION));
  return {
    url,
    rpcUrl: env.TENOR_RPC_URL || null,
    privateKey: keyOf(env, isDryRun),
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
    cycleMilliseconds: integer(env, 'TENOR_KEEPER_CYCLE_MS', 500),
    cooldownMilliseconds: integer(env, 'TENOR_KEEPER_COOLDOWN_MS', 2000),
    healthPort: env.TENOR_KEEPER_PORT === undefined ? null : integer(env, 'TENOR_KEEPER_PORT', 0),
    killFile: env.TENOR_KEEPER_KILL_FILE || null,
    isDryRun,
  };
}
