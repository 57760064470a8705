import type { Instruction } from '@tenor/protocol';
import { expect } from 'vitest';
import type { LiquidateCommand } from '../../src/sequencer/commands.ts';
import type { ExchangeEvent, Liquidation } from '../../src/sequencer/events.ts';
import type { Outcome } from '../../src/sequencer/sequencer.ts';
import { BTC, order, round, START, signed, USD, Venue } from './venue.ts';

/** The account that falls: $2,000 and 3,900 lots of $10. */
export const POOR = 1;
export const LOTS = 3_900n;

type L1Money =
  | { readonly kind: 'deposit'; readonly account: number; readonly amount: bigint }
  | { readonly kind: 'insure'; readonly amount: bigint };

/** A venue in which POOR has bought all it can hold, from others that are rich. */
export class LeveragedVenue extends Venue {
  #slot = 50;

  /**
   * @param sold lots that each of the accounts from 2 on has sold to POOR, 0 for those that only look on
   * @param money µUSD that each of them has beside the $2,000 of everybody
   */
  constructor(sold: readonly bigint[], money: bigint) {
    super(1 + sold.length, 2_000n * USD);
    sold.forEach((size, place) => {
      const account = place + 2;
      this.entry({ kind: 'deposit', account, amount: money });
      if (size > 0n) this.apply(order(account, { side: 1, size }));
    });
    this.apply(order(POOR, { size: LOTS }));
  }

  /** A deposit, or a payment into the insurance fund. */
  entry(content: L1Money): void {
    const index = this.state.counters.nextEntryIndex;
    this.apply({ type: 'l1Entry', time: START, transactionHash: '0x9', block: 9, entry: { ...content, index } });
  }

  /** The next round, with the index and the mark of BTC at this price, µUSD per lot. */
  moveTo(btc: bigint): void {
    const number = this.sequencer.ledger.currentRound!.round + 1;
    const time = START + number * 1000;
    this.apply({ type: 'oracleRound', time, round: round(number, time, btc) });
  }

  bid(account: number, price: bigint, size: bigint): void {
    this.apply(order(account, { size, limitPrice: price, slot: this.#slot++ }));
  }

  /** Closes BTC of an account through the book. */
  liquidation(account: number = POOR): LiquidateCommand {
    return { type: 'liquidate', time: START, account, instrument: BTC, offer: null };
  }

  /** Offers to take BTC of POOR over. */
  offer(keeper: number, fields: Partial<Instruction>): LiquidateCommand {
    const terms = { kind: 'order', instrument: BTC, maxFeePerLot: 20_000n, slot: this.#slot++ } as const;
    return { ...this.liquidation(), offer: signed({ ...terms, account: keeper, ...fields }) };
  }

  equity(account: number): bigint {
    return this.sequencer.ledger.health(account).equity;
  }

  get fund(): bigint {
    return this.sequencer.ledger.state.house.insuranceFund;
  }
}

/** The events of one kind, in order. */
export const eventsOf = <T extends ExchangeEvent['type']>(
  { events }: Outcome,
  type: T,
): Extract<ExchangeEvent, { type: T }>[] =>
  events.filter((event): event is Extract<ExchangeEvent, { type: T }> => event.type === type);

/** The receipt of the liquidation that a command has come to. */
export const liquidationOf = (outcome: Outcome): Liquidation => eventsOf(outcome, 'liquidation')[0]!.liquidation;

/** A quarter of the initial margin of the closed lots is the most that price and fee may cost together. */
export function expectWithinPenalty({ lots, quote, mark, fee, side }: Liquidation): void {
  const loss = side === 1 ? lots * mark - quote : quote - lots * mark;
  expect((loss + fee) << 22n).toBeLessThanOrEqual(lots * mark * 52_429n);
}
