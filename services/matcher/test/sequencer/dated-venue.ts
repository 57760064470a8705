import { GENESIS_TERMS, INSTRUMENT_KIND, type MarketTerms } from '@tenor/protocol';
import type { L1EntryCommand } from '../../src/sequencer/commands.ts';
import type { Outcome } from '../../src/sequencer/sequencer.ts';
import { BTC_MARK, ETH_MARK, type MorePrices, round, START, Venue } from './venue.ts';

/** 08:00 UTC of the day on which every test starts: 1 January 2026. */
export const EXPIRY_HOUR = START / 3_600_000 + 8;
export const EXPIRY = EXPIRY_HOUR * 3_600_000;

const percent = (part: bigint): bigint => (part * 2n ** 20n + 99n) / 100n;
const perpetualOf = (underlying: number): MarketTerms => GENESIS_TERMS[underlying - 1]!;

/** Terms of a future of BTC (1) or ETH (2) with the usual rates. */
export const future = (instrument: number, underlying = 1, expiryHour = EXPIRY_HOUR): MarketTerms => ({
  ...perpetualOf(underlying),
  instrument,
  kind: INSTRUMENT_KIND.future,
  expiryHour,
  fundingCapRate: 0n,
});

/** Terms of an option with the usual rates. Strike in µUSD per lot. */
export const option = (
  instrument: number,
  kind: 'call' | 'put',
  strike: bigint,
  underlying = 1,
  expiryHour = EXPIRY_HOUR,
): MarketTerms => ({
  ...future(instrument, underlying, expiryHour),
  kind: INSTRUMENT_KIND[kind],
  strike,
  imRate: percent(15n),
  floorRate: percent(10n),
  slopeRate: 0n,
});

/** A venue where instruments come and go. */
export class DatedVenue extends Venue {
  /** Marks of dated instruments by row, µUSD per lot. */
  readonly dated = new Map<number, bigint>();

  /** Lists instruments through the L1 queue. */
  list(...listed: MarketTerms[]): Outcome[] {
    return listed.map((terms) => this.apply(this.listing(terms)));
  }

  listing(terms: MarketTerms): L1EntryCommand {
    const index = this.state.counters.nextEntryIndex;
    return {
      type: 'l1Entry',
      time: START,
      transactionHash: '0xa',
      block: 9,
      entry: { kind: 'list', index, terms },
    };
  }

  /** A round with the perpetuals and the index at their usual prices. */
  round(time = START, more: Omit<MorePrices, 'dated' | 'listed'> = {}): Outcome {
    const number = (this.sequencer.ledger.currentRound?.round ?? 0) + 1;
    const prices = { ...more, listed: this.listed, dated: this.dated };
    return this.apply({ type: 'oracleRound', time, round: round(number, time, BTC_MARK, ETH_MARK, prices) });
  }

  /** A round after the expiry that carries the settlement prices of BTC and ETH. */
  settlementRound(btc: bigint, eth = ETH_MARK, time = EXPIRY): Outcome {
    return this.round(time, { settlement: { hour: EXPIRY_HOUR, prices: [btc, eth] } });
  }

  expire(row: number, time = EXPIRY): Outcome {
    return this.apply({ type: 'expire', time, row });
  }
}
