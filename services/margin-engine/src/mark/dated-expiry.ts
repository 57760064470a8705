import { INSTRUMENT_KIND, isOption } from '@tenor/protocol';
import type { ListedMarket } from '../engine/exchange-port.ts';
import type { OptionPricing } from '../options/option-analytics.ts';
import type { Smile } from '../options/volatility-smiles.ts';
import { YEAR_SECONDS } from '../options/year-seconds.ts';
import { SETTLEMENT_WINDOW_SECONDS } from '../settlement/settlement-window.ts';
import { AveragedBasis } from './averaged-basis.ts';
import { expiryPrices, reachableForward } from './expiry-prices.ts';
import type { ModelPrices } from './model-prices.ts';
import { expectedSettlement, type SettlementProgress } from './settlement-progress.ts';

/** Ticks over which a mark's volatility closes two thirds of its distance to the smile, so that one look at a manipulated book moves it little. */
const VOLATILITY_TICKS = 150;

/** What one tick of an expiry is priced from. Prices in µUSD per lot. */
export interface ExpiryTick {
  /** Unix seconds. */
  readonly time: number;
  readonly index: bigint;
  readonly progress: SettlementProgress;
  readonly smile: Smile;
}

/** All instruments of one underlying that expire at one hour: they share a forward and a smile. */
export class DatedExpiry {
  readonly underlying: number;
  /** Unix seconds. */
  readonly expiry: number;
  readonly #basis: AveragedBasis;
  readonly #volatilities = new Map<bigint, number>();
  #quoted = false;
  #seen: bigint | null = null;
  #forward: bigint | null = null;
  #pricings = new Map<number, OptionPricing>();

  /** @param basis forward − index to start from, µUSD per lot */
  constructor(underlying: number, hour: number, basis: bigint) {
    this.underlying = underlying;
    this.expiry = hour * 3600;
    this.#basis = new AveragedBasis(basis);
  }

  /** Forward at the last tick, µUSD per lot; null before the first. */
  get forward(): bigint | null {
    return this.#forward;
  }

  /** How each option was marked at the last tick, by instrument. */
  get pricings(): ReadonlyMap<number, OptionPricing> {
    return this.#pricings;
  }

  /** Takes the basis that the book shows (µUSD per lot), null where it shows none: then the average fades to nothing. */
  observe(basis: bigint | null): void {
    this.#seen = basis;
  }

  /** The prices of one more tick by row. `listed` are the instruments of this expiry. */
  next(listed: readonly ListedMarket[], { time, index, progress, smile }: ExpiryTick): ModelPrices {
    const terms = listed.map((market) => market.terms);
    const basis = this.#basis.next(this.#seen ?? 0n);
    const expected = expectedSettlement(progress, index + basis, this.expiry - time, SETTLEMENT_WINDOW_SECONDS);
    const forward = reachableForward(terms, expected.forward, index);
    const years = expected.varianceSeconds / YEAR_SECONDS;
    this.#forward = forward;
    this.#moveVolatilities(listed, forward, smile);
    const volatilityAt = (_: number, strike: bigint): number => this.#volatilities.get(strike)!;
    const { marks, scenarioPrices } = expiryPrices(terms, index, { forward, years, volatilityAt });
    this.#pricings = new Map(
      listed
        .filter((market) => isOption(market.terms))
        .map(({ terms: { instrument, kind, strike } }) => [
          instrument,
          {
            terms: {
              kind: kind === INSTRUMENT_KIND.put ? 'put' : 'call',
              forward: Number(forward),
              strike: Number(strike),
              years,
            },
            volatility: this.#volatilities.get(strike)!,
          },
        ]),
    );
    const options = [...listed.entries()].filter(([, market]) => isOption(market.terms));
    return {
      marks: new Map(listed.map(({ row }, place) => [row, marks[place]!])),
      scenarioPrices: new Map(options.map(([place, { row }]) => [row, scenarioPrices[place]!])),
    };
  }

  /** A new strike, and the first quotes of the expiry, count at once: there is nothing to protect yet. */
  #moveVolatilities(listed: readonly ListedMarket[], forward: bigint, smile: Smile): void {
    const adopt = smile.quoted && !this.#quoted;
    this.#quoted ||= smile.quoted;
    for (const strike of new Set(listed.filter(({ terms }) => isOption(terms)).map(({ terms }) => terms.strike))) {
      const target = smile.volatilityAt(Math.log(Number(strike) / Number(forward)));
      const before = adopt ? target : (this.#volatilities.get(strike) ?? target);
      this.#volatilities.set(strike, before + (target - before) / VOLATILITY_TICKS);
    }
  }
}
