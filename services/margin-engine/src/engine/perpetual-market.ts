import type { MarketTerms } from '@tenor/protocol';
import { FundingSchedule } from '../funding/funding-schedule.ts';
import { type BookDepth, impactMid } from '../funding/impact-price.ts';
import { impactNotional } from '../mark/impact-notional.ts';
import { PerpetualMark } from '../mark/perpetual-mark.ts';
import type { ListedMarket } from './exchange-port.ts';

/** One perpetual as the engine follows it: index, mark and the premium of the running hour. */
export class PerpetualMarket {
  readonly name: string;
  readonly row: number;
  readonly terms: MarketTerms;
  readonly funding: FundingSchedule;
  readonly #mark: PerpetualMark;
  #mid: bigint | null = null;
  #index = 0n;
  #lastMark = 0n;

  /** @param fundingPatienceSeconds how long funding due at the start waits for samples of the premium */
  constructor({ name, row, terms }: ListedMarket, fundingPatienceSeconds?: number) {
    this.name = name;
    this.row = row;
    this.terms = terms;
    this.funding = new FundingSchedule(row, fundingPatienceSeconds);
    this.#mark = new PerpetualMark(terms);
  }

  /** µUSD per lot at the last tick. */
  get index(): bigint {
    return this.#index;
  }

  /** µUSD per lot at the last tick. */
  get mark(): bigint {
    return this.#lastMark;
  }

  /** Takes the index price of one more tick (µUSD per lot) and returns the mark. */
  next(index: bigint): bigint {
    this.#index = index;
    this.#lastMark = this.#mark.next(index, this.#mid);
    return this.#lastMark;
  }

  /** Takes a look at the book: a premium sample of the hour and the mid of the next marks. Null when it could not be read. */
  observe(depth: BookDepth | null): void {
    this.#mid = depth === null ? null : impactMid(depth, impactNotional(this.terms));
    this.funding.sample(this.#index, this.#mid);
  }
}
