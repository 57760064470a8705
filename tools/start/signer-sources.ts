import { defaultWalk } from '@tenor/margin-engine';
import type { SourceConfig } from '../../services/oracle/src/config/source-config.ts';
import type { SignerConfig } from '../../services/oracle/src/signer/signer-config.ts';
import { FEED_HEARTBEAT_MILLISECONDS } from './price-feeder.ts';
import { recordingsIn } from './recordings.ts';
import type { SignerPlan } from './signer-plan.ts';
import type { StartOptions } from './start-options.ts';

type IndexChoice = Pick<SignerConfig['indexes'][number], 'sources' | 'rules'>;
type Played = Extract<SourceConfig, { kind: 'recording' | 'random-walk' }>;

/** An underlying by its number (1 BTC, 2 ETH) and its name. */
export interface NumberedUnderlying {
  readonly number: number;
  readonly name: string;
}

const PLAYED_AGE_MILLISECONDS = 5_000;
/** One more than the heartbeat, for what a transaction and the look at it take. */
const FEED_AGE_MILLISECONDS = FEED_HEARTBEAT_MILLISECONDS + 60_000;
const FEED_LOOK_MILLISECONDS = 2_000;
/** As much as venues differ by in quiet times. */
const NOISE_PPM = 300;
const DELAY_MILLISECONDS = 700;

/** The price of an underlying as it is: its recording, or the walk of the seed, from the beginning of this start on. */
export function playedSource(
  { number, name }: NumberedUnderlying,
  { seed, pricesDirectory }: Pick<StartOptions, 'seed' | 'pricesDirectory'>,
  startedAt: number,
): Played {
  const of = { name: 'played', maxAgeMs: PLAYED_AGE_MILLISECONDS, startedAt };
  const recording = recordingsIn(pricesDirectory ?? null)[name];
  if (recording) return { kind: 'recording', ...of, path: recording.path };
  const { start, ...walk } = defaultWalk({ number, name, seed });
  return { kind: 'random-walk', ...of, ...walk, startUsd: String(start / 1_000_000n) };
}

/**
 * Where the signer at a place of the set gets the price of an underlying from: the last one of several from its feed on L1, the others from what is played, each later
 * and off by noise of its own, as venues are.
 */
export function signerSources(
  underlying: NumberedUnderlying,
  place: number,
  options: Pick<StartOptions, 'seed' | 'pricesDirectory'>,
  { ports, feeds, startedAt }: SignerPlan,
  rpcUrl: string,
): IndexChoice {
  const rules = { quorum: 1 };
  const feed = feeds[underlying.number - 1];
  if (feed !== undefined && place === ports.length - 1) {
    const source = { kind: 'chainlink', name: 'feed', rpcUrl, feed, intervalMs: FEED_LOOK_MILLISECONDS } as const;
    return { sources: [{ ...source, maxAgeMs: FEED_AGE_MILLISECONDS }], rules };
  }
  const noise = { ppm: NOISE_PPM, seed: place * 1000 + underlying.number };
  const seen = { delayMs: place * DELAY_MILLISECONDS, noise };
  return { sources: [{ ...playedSource(underlying, options, startedAt), ...seen }], rules };
}
