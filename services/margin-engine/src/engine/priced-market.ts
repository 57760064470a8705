import type { MarketTerms } from '@tenor/protocol';
import { FundingSchedule } from '../funding/funding-schedule.ts';
import { type BookDepth, impactMid } from '../funding/impact-price.ts';
import { PerpetualMark } from '../mark/perpetual-mark.ts';
import { lotPrice } from '../price/lot-price.ts';
import type { PriceStream } from '../price/price-stream.ts';

/** A perpetual that the engine prices. */
export interface PricedMarketOptions {
  readonly name: string;
  readonly row: number;
  readonly terms: MarketTerms;
  /** Lots of one whole unit of the underlying. */
  readonly lotsPerUnit: bigint;
  readonly prices: PriceStream;
  /** Seconds that funding due at the start waits for samples of the premium; 0 unless given. */
  readonly fundingPatienceSeconds?: number;
}

/** µUSD: $500 divided by the initial margin rate, so that a market with higher leverage is probed deeper. */
const impactNotional = (terms: MarketTerms): bigint => (500_000_000n << 20n) / terms.imRate;

/** One perpetual as the engine follows it: index, mark and the premium of the running hour. */
export class PricedMarket {
  readonly name: string;
  readonly row: number;
  readonly terms: MarketTerms;
  readonly funding: FundingSchedule;
  readonly #lotsPerUnit: bigint;
  readonly #prices: PriceStream;
  readonly #mark: PerpetualMark;
  #mid: bigint | null = null;
  #index = 0n;
  #lastMark = 0n;

  constructor({ name, row, terms, lotsPerUnit, prices, fundingPatienceSeconds }: PricedMarketOptions) {
    this.name = name;
    this.row = row;
    this.terms = terms;
    this.funding = new FundingSchedule(row, fundingPatienceSeconds);
    this.#lotsPerUnit = lotsPerUnit;
    this.#prices = prices;
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

  /** Takes the next index price and returns the mark. */
  tick(): bigint {
    this.#index = lotPrice(this.#prices.next(), this.#lotsPerUnit);
    this.#lastMark = this.#mark.next(this.#index, this.#mid);
    return this.#lastMark;
  }

  /** Takes a look at the book: a premium sample of the hour and the mid of the next marks. Null when it could not be read. */
  observe(depth: BookDepth | null): void {
    this.#mid = depth === null ? null : impactMid(depth, impactNotional(this.terms));
    this.funding.sample(this.#index, this.#mid);
  }
}
