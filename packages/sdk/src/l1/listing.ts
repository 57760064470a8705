import type { MarketTerms } from '@tenor/protocol';
import { encodeFunctionData, type Hash, type Hex, parseEventLogs, type TransactionReceipt } from 'viem';
import { l1QueueAbi, listingsAbi } from '../generated/abi.ts';

/** What makes a dated instrument another one than the rest; the other terms come from its template. */
export type SeriesTerms = Pick<MarketTerms, 'underlying' | 'kind' | 'strike' | 'expiryHour'>;

/** What listing one series did on L1. */
export interface L1Listing {
  /** Id of the instrument. */
  readonly instrument: number;
  /** Place of its entry in the queue, from 0. */
  readonly index: number;
  readonly transactionHash: Hash;
  readonly block: bigint;
}

/** A series as the contract takes it. */
export const seriesArgument = ({ underlying, kind, strike, expiryHour }: SeriesTerms) => ({
  underlying: BigInt(underlying),
  kind: BigInt(kind),
  strike,
  expiryHour: BigInt(expiryHour),
});

/** The call that lists these series, all or none of them. */
export function listingCall(series: readonly SeriesTerms[]): Hex {
  return encodeFunctionData({ abi: listingsAbi, functionName: 'listMany', args: [series.map(seriesArgument)] });
}

/** The listings that a transaction made, in the order of the queue. */
export const listingsIn = ({ logs, transactionHash, blockNumber }: TransactionReceipt): L1Listing[] =>
  parseEventLogs({ abi: l1QueueAbi, logs, eventName: 'Listed' }).map(({ args }) => ({
    instrument: Number(args.instrument),
    index: Number(args.index),
    transactionHash,
    block: blockNumber,
  }));
