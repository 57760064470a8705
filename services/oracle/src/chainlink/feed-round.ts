import type { Observation } from '../source/price-source.ts';

/** What `latestRoundData` of a Chainlink aggregator returns; times in Unix seconds. */
export interface FeedRound {
  readonly roundId: bigint;
  /** Price in USD times 10 ^ decimals. */
  readonly answer: bigint;
  readonly updatedAt: bigint;
  readonly answeredInRound: bigint;
}

const MICRO_DECIMALS = 6;

function microUsd(answer: bigint, decimals: number): bigint {
  if (decimals <= MICRO_DECIMALS) return answer * 10n ** BigInt(MICRO_DECIMALS - decimals);
  const divisor = 10n ** BigInt(decimals - MICRO_DECIMALS);
  return (2n * answer + divisor) / (2n * divisor);
}

/**
 * The observation in a round of a feed, µUSD to the nearest. Throws when the feed is not to be trusted now: no answer, an
 * answer that is not positive, one older than `maxAgeMs` at `now` (both milliseconds), or one carried over from an
 * earlier round. Feeds of the current kind always answer in their own round, so the last rule only speaks for old ones.
 */
export function feedObservation(round: FeedRound, decimals: number, maxAgeMs: number, now: number): Observation {
  const { roundId, answer, updatedAt, answeredInRound } = round;
  if (roundId === 0n || updatedAt === 0n) throw new Error('the feed has no complete round');
  if (answer <= 0n) throw new Error(`the feed answers ${answer}, which is no price`);
  if (answeredInRound < roundId) {
    throw new Error(`the answer of round ${roundId} is carried over from round ${answeredInRound}`);
  }
  const observedAt = Number(updatedAt) * 1_000;
  if (now - observedAt > maxAgeMs) {
    throw new Error(`the feed answered last ${Math.floor((now - observedAt) / 1_000)} s ago`);
  }
  const price = microUsd(answer, decimals);
  if (price === 0n) throw new Error('the answer of the feed is below one µUSD');
  return { price, observedAt };
}
