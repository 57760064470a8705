import { exchangeUrl, flags, integerSetting, privateKeySetting } from '@tenor/bot';
import { type InstrumentJson, parseUsd } from '@tenor/sdk';
import type { OptionParameters } from './option-ladder.ts';
import type { LadderParameters } from './quote-ladder.ts';
import type { RequoteRules } from './requote-plan.ts';

/** How an instrument is quoted, sizes in the underlying so that the grid stays the exchange's business. */
export interface InstrumentPlan {
  readonly instrument: string;
  readonly levelSize: string;
  readonly maxInventory: string;
  readonly ladder: Omit<LadderParameters, 'levelLots' | 'maxInventoryLots'>;
}

export interface BotConfig {
  /** `http://host:port` of the exchange. */
  readonly url: string;
  /** L1 endpoint; the one that the exchange names unless given. */
  readonly rpcUrl: string | null;
  readonly privateKey: `0x${string}`;
  /** µUSD deposited when the bot opens its account. */
  readonly deposit: bigint;
  /** Of the perpetuals; futures are quoted as their perpetual is, only wider. */
  readonly plans: readonly InstrumentPlan[];
  readonly options: OptionParameters;
  /** Accounts to quote from at most. */
  readonly desks: number;
  /** From this part of its equity bound as initial margin on an account only reduces its positions, ppm. */
  readonly marginCapPpm: bigint;
  /** A dated instrument is not quoted from this long before its expiry on. */
  readonly closingMilliseconds: number;
  readonly rules: Pick<RequoteRules, 'tolerancePpm'>;
  /** Unproved rows above which the bot all but stops trading. */
  readonly backlogCapRows: number;
  readonly cycleMilliseconds: number;
  /** Port of the health page; null for none, 0 for any. */
  readonly healthPort: number | null;
  /** While this file exists nothing is quoted or traded; null for no such file. */
  readonly killFile: string | null;
  readonly mode: 'quote' | 'flow';
  /** Seed of the flow's random numbers. */
  readonly seed: number;
  /** Mean seconds between orders of the flow. */
  readonly flowSeconds: number;
}

const ladder = { levels: 3, halfSpreadPpm: 250n, levelStepPpm: 350n, skewPpm: 600n } as const;

/** Two perpetuals, three levels a side, about $2,500 to $7,500 a level. */
export const DEFAULT_PLANS: readonly InstrumentPlan[] = [
  { instrument: 'BTC-PERP', levelSize: '0.025', maxInventory: '1.5', ladder },
  { instrument: 'ETH-PERP', levelSize: '0.75', maxInventory: '45', ladder },
];

/** Nobody hedges a future for free, and its basis moves. */
const FUTURE_LADDER = { levels: 2, halfSpreadPpm: 600n, levelStepPpm: 700n, skewPpm: 1200n } as const;

/** One quote a side, a percentage point of volatility from the mark, $10 of vega or $10,000 of delta: a board has many options, and every mark moves. */
export const DEFAULT_OPTIONS: OptionParameters = {
  levels: 1,
  halfSpreadPoints: 1,
  levelStepPoints: 1,
  halfSpreadShare: 0.03,
  levelStepShare: 0.03,
  widestShare: 0.4,
  skew: 1.5,
  levelNotionalUsd: 50_000,
  levelDeltaUsd: 10_000,
  levelVegaUsd: 10,
  maxInventoryLevels: 8,
};

/** How a perpetual or future is quoted; null for what nothing is planned for. */
export function linearPlan(
  { name, kind, base }: Pick<InstrumentJson, 'name' | 'kind' | 'base'>,
  plans: readonly InstrumentPlan[],
): InstrumentPlan | null {
  const plan = plans.find(({ instrument }) => instrument === (kind === 'future' ? `${base}-PERP` : name));
  if (!plan) return null;
  return kind === 'future' ? { ...plan, instrument: name, ladder: FUTURE_LADDER } : plan;
}

/** The configuration of the bot from its environment and arguments. Throws an Error that says which setting is wrong. */
export function botConfig(env: NodeJS.ProcessEnv, args: readonly string[]): BotConfig {
  return {
    url: exchangeUrl(env),
    rpcUrl: env.TENOR_RPC_URL || null,
    privateKey: privateKeySetting(env, 'TENOR_BOT_KEY'),
    deposit: parseUsd(env.TENOR_BOT_DEPOSIT ?? '500000', 'TENOR_BOT_DEPOSIT'),
    plans: DEFAULT_PLANS,
    options: DEFAULT_OPTIONS,
    desks: Math.max(1, integerSetting(env, 'TENOR_BOT_ACCOUNTS', 4)),
    marginCapPpm: BigInt(integerSetting(env, 'TENOR_BOT_MARGIN_PPM', 600_000)),
    closingMilliseconds: 60_000 * integerSetting(env, 'TENOR_BOT_CLOSING_MINUTES', 30),
    rules: { tolerancePpm: 120n },
    backlogCapRows: integerSetting(env, 'TENOR_BOT_BACKLOG_ROWS', 96),
    cycleMilliseconds: integerSetting(env, 'TENOR_BOT_CYCLE_MS', 1000),
    healthPort: env.TENOR_BOT_PORT === undefined ? null : integerSetting(env, 'TENOR_BOT_PORT', 0),
    killFile: env.TENOR_BOT_KILL_FILE || null,
    mode: flags(args, ['--flow']).has('--flow') ? 'flow' : 'quote',
    seed: integerSetting(env, 'TENOR_BOT_SEED', 1),
    flowSeconds: integerSetting(env, 'TENOR_BOT_FLOW_SECONDS', 5),
  };
}
