import { type Address, BaseError, createPublicClient, http, parseAbi } from 'viem';
import type { ReadPrice } from '../source/polled-source.ts';
import { feedObservation } from './feed-round.ts';

export interface ChainlinkFeedOptions {
  /** JSON-RPC of the chain the feed is on. */
  readonly rpcUrl: string;
  /** The proxy that Chainlink publishes for the pair, not the aggregator behind it, which is exchanged now and then. */
  readonly feed: Address;
  /** Oldest answer, milliseconds: the feed's heartbeat and a margin for inclusion. */
  readonly maxAgeMs: number;
  readonly timeoutMs?: number;
  readonly now?: () => number;
}

const AGGREGATOR_ABI = parseAbi([
  'function decimals() view returns (uint8)',
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
]);
/** Feeds have 8 or 18; more than this is no feed. */
const MOST_DECIMALS = 36;

/** The reason alone: viem's full message names the address of the node, which often holds the key of its user. */
function withoutAddress(error: unknown): unknown {
  return error instanceof BaseError ? new Error(error.shortMessage) : error;
}

/** Reads a Chainlink price feed (AggregatorV3Interface). The returned function rejects when the feed has no sound answer. */
export function chainlinkFeed(options: ChainlinkFeedOptions): ReadPrice {
  const { rpcUrl, feed, maxAgeMs, timeoutMs = 5_000, now = Date.now } = options;
  // No retries here: whoever polls waits longer after a failure.
  const client = createPublicClient({ transport: http(rpcUrl, { retryCount: 0, timeout: timeoutMs }) });
  const at = { address: feed, abi: AGGREGATOR_ABI } as const;
  let decimals: number | null = null;
  const latestRound = async () => {
    decimals ??= await client.readContract({ ...at, functionName: 'decimals' });
    if (decimals > MOST_DECIMALS) throw new Error(`the feed claims ${decimals} decimals`);
    const round = await client.readContract({ ...at, functionName: 'latestRoundData' });
    return { round, decimals };
  };
  return async () => {
    const { round, decimals: scale } = await latestRound().catch((error) => {
      throw withoutAddress(error);
    });
    const [roundId, answer, , updatedAt, answeredInRound] = round;
    return feedObservation({ roundId, answer, updatedAt, answeredInRound }, scale, maxAgeMs, now());
  };
}
