import { INSTRUMENT_KIND, isDated, isOption, type OracleRound } from '@tenor/protocol';
import type { ListedMarket } from '../engine/exchange-port.ts';
import { PerpetualMarket } from '../engine/perpetual-market.ts';
import { type BookDepth, impactMid } from '../funding/impact-price.ts';
import { exchangeQuote } from '../options/exchange-quotes.ts';
import type { OptionPricing } from '../options/option-analytics.ts';
import type { ExpiryQuotes } from '../options/option-chain.ts';
import { varianceYears } from '../options/variance-years.ts';
import type { VolatilitySmiles } from '../options/volatility-smiles.ts';
import { SETTLEMENT_WINDOW_SECONDS } from '../settlement/settlement-window.ts';
import { DatedExpiry } from './dated-expiry.ts';
import { impactNotional } from './impact-notional.ts';
import type { ModelPrices } from './model-prices.ts';
import type { SettlementProgress } from './settlement-progress.ts';

/** The books read at one moment, by instrument id; null where one could not be read. */
export type Books = ReadonlyMap<number, BookDepth | null>;

/** What one tick is priced from. Index prices in µUSD per lot, underlying u at place u − 1. */
export interface PricedTick {
  /** Unix seconds. */
  readonly time: number;
  readonly index: readonly bigint[];
  readonly progress: (underlying: number, hour: number) => SettlementProgress;
}

const expiryKey = ({ terms }: ListedMarket): string => `${terms.underlying} ${terms.expiryHour}`;

/** Marks of all listed instruments, which come and go. */
export class MarkModel {
  readonly #smiles: VolatilitySmiles;
  readonly #fundingPatienceSeconds: number | undefined;
  readonly #perpetuals = new Map<number, PerpetualMarket>();
  readonly #expiries = new Map<string, DatedExpiry>();
  #listed: readonly ListedMarket[] = [];

  constructor(smiles: VolatilitySmiles, fundingPatienceSeconds?: number) {
    this.#smiles = smiles;
    this.#fundingPatienceSeconds = fundingPatienceSeconds;
  }

  get perpetuals(): readonly PerpetualMarket[] {
    return [...this.#perpetuals.values()];
  }

  /** Takes what is listed now. A future that is new here starts at the basis of the last round, so that a restart does not move its mark. */
  follow(listed: readonly ListedMarket[], last: OracleRound | null): void {
    this.#listed = listed;
    const perpetuals = new Set<number>();
    const expiries = new Set<string>();
    for (const market of listed) {
      const { instrument, underlying, expiryHour } = market.terms;
      if (!isDated(market.terms)) {
        perpetuals.add(instrument);
        if (!this.#perpetuals.has(instrument)) {
          this.#perpetuals.set(instrument, new PerpetualMarket(market, this.#fundingPatienceSeconds));
        }
      } else {
        const key = expiryKey(market);
        expiries.add(key);
        if (!this.#expiries.has(key)) {
          const basis = lastBasis(
            listed.filter((other) => expiryKey(other) === key),
            last,
          );
          this.#expiries.set(key, new DatedExpiry(underlying, expiryHour, basis));
        }
      }
    }
    for (const instrument of this.#perpetuals.keys())
      if (!perpetuals.has(instrument)) this.#perpetuals.delete(instrument);
    for (const key of this.#expiries.keys()) if (!expiries.has(key)) this.#expiries.delete(key);
  }

  /** The prices of one more tick by row, µUSD per lot. */
  next({ time, index, progress }: PricedTick): ModelPrices {
    const marks = new Map<number, bigint>();
    const scenarioPrices = new Map<number, readonly bigint[]>();
    for (const perpetual of this.perpetuals) {
      marks.set(perpetual.row, perpetual.next(index[perpetual.terms.underlying - 1]!));
    }
    for (const [key, expiry] of this.#expiries) {
      const { underlying } = expiry;
      const tick = {
        time,
        index: index[underlying - 1]!,
        progress: progress(underlying, expiry.expiry / 3600),
        smile: this.#smiles.of(underlying, expiry.expiry, time),
      };
      const prices = expiry.next(this.#of(key), tick);
      for (const [row, mark] of prices.marks) marks.set(row, mark);
      for (const [row, table] of prices.scenarioPrices) scenarioPrices.set(row, table);
    }
    return { marks, scenarioPrices };
  }

  /** Takes a look at the books: mids and premium samples of the perpetuals. Not before the first tick. */
  observePerpetuals(books: Books): void {
    for (const [instrument, perpetual] of this.#perpetuals) perpetual.observe(books.get(instrument) ?? null);
  }

  /**
   * Takes a look at the books at a time (Unix seconds) and index prices (µUSD per lot): refits the smiles of options whose expiry is not yet being averaged, and
   * takes the basis of every expiry. Rejects where a fit does.
   */
  async observeDated(books: Books, time: number, index: readonly bigint[]): Promise<void> {
    const underlyings = new Set([...this.#expiries.values()].map(({ underlying }) => underlying));
    try {
      for (const underlying of underlyings) {
        const chains = [...this.#expiries].flatMap(([key, expiry]) => {
          const ahead = expiry.underlying === underlying && expiry.expiry - time >= SETTLEMENT_WINDOW_SECONDS;
          return ahead ? [this.#chain(key, expiry, books, time, index[underlying - 1]!)] : [];
        });
        await this.#smiles.refit(underlying, time, chains);
      }
    } finally {
      for (const [key, expiry] of this.#expiries) {
        expiry.observe(this.#basis(key, expiry, books, time, index[expiry.underlying - 1]!));
      }
    }
  }

  /** How an option was marked at the last tick; null for anything else. */
  pricing(instrument: number): OptionPricing | null {
    for (const { pricings } of this.#expiries.values()) {
      const found = pricings.get(instrument);
      if (found) return found;
    }
    return null;
  }

  #of(key: string): ListedMarket[] {
    return this.#listed.filter((market) => isDated(market.terms) && expiryKey(market) === key);
  }

  #chain(
    key: string,
    { underlying, expiry, forward }: DatedExpiry,
    books: Books,
    time: number,
    index: bigint,
  ): ExpiryQuotes {
    const years = varianceYears(expiry, time);
    return {
      expiry,
      years,
      referencePrice: Number(forward ?? index),
      shape: this.#smiles.defaultOf(underlying, years),
      quotes: this.#of(key)
        .filter(({ terms }) => isOption(terms))
        .map((market) => exchangeQuote(market, books.get(market.terms.instrument) ?? null)),
    };
  }

  /** What the future's book says of the basis, else put-call parity of the options that were just fitted, else nothing. */
  #basis(key: string, { underlying, expiry }: DatedExpiry, books: Books, time: number, index: bigint): bigint | null {
    const future = this.#of(key).find(({ terms }) => terms.kind === INSTRUMENT_KIND.future);
    const depth = future && books.get(future.terms.instrument);
    const mid = depth ? impactMid(depth, impactNotional(future.terms)) : null;
    if (mid !== null) return mid - index;
    const parity = this.#smiles.parity(underlying, expiry, time);
    return parity === null ? null : BigInt(Math.round(parity)) - index;
  }
}

/** Mark − index of the expiry's future in a round, µUSD per lot; 0 where there is none. */
function lastBasis(listed: readonly ListedMarket[], last: OracleRound | null): bigint {
  const future = listed.find(({ terms }) => terms.kind === INSTRUMENT_KIND.future);
  const mark = future && last?.marks[future.row];
  return mark ? mark - last!.index[future.terms.underlying - 1]! : 0n;
}
