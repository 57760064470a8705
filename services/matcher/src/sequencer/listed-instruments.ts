import type { Market, MarketTerms } from '@tenor/protocol';
import { type InstrumentSpecification, specificationOf } from './instruments.ts';
import { symbolOf } from './series-symbol.ts';

/** What a snapshot keeps of the instruments beside the market rows. */
export interface ListedRecord {
  /** Name of every instrument that was ever listed, by id. */
  readonly names: Map<number, string>;
}

/** The terms of a row without what changes in it. */
const termsOf = (market: Market): MarketTerms => {
  const { indexLong: _, indexShort: __, openInterest: ___, lastMark: ____, lastFundingHour: _____, ...terms } = market;
  return terms;
};

/** The instruments that can be traded. A name is never used twice, so that history can be read by it. */
export class ListedInstruments {
  readonly #live = new Map<number, InstrumentSpecification>();
  readonly #names: Map<number, string>;

  /** @param markets rows of the state */
  constructor(markets: readonly (Market | null)[], record: ListedRecord = { names: new Map() }) {
    this.#names = record.names;
    markets.forEach((market, row) => {
      if (market) this.#add(market, row);
    });
  }

  get record(): ListedRecord {
    return { names: this.#names };
  }

  get(id: number): InstrumentSpecification | null {
    return this.#live.get(id) ?? null;
  }

  /** By ascending id. */
  all(): InstrumentSpecification[] {
    return this.ids().map((id) => this.#live.get(id)!);
  }

  /** Ascending. */
  ids(): number[] {
    return [...this.#live.keys()].sort((a, b) => a - b);
  }

  list(market: Market, row: number): InstrumentSpecification {
    return this.#add(market, row);
  }

  remove(id: number): void {
    this.#live.delete(id);
  }

  #add(market: Market, row: number): InstrumentSpecification {
    const terms = termsOf(market);
    const specification = specificationOf(terms, row, this.#nameOf(terms));
    this.#live.set(terms.instrument, specification);
    return specification;
  }

  /** Two instruments with the same series: the later one has its id in its name. */
  #nameOf(terms: MarketTerms): string {
    const known = this.#names.get(terms.instrument);
    if (known !== undefined) return known;
    const symbol = symbolOf(terms);
    const name = [...this.#names.values()].includes(symbol) ? `${symbol}-${terms.instrument}` : symbol;
    this.#names.set(terms.instrument, name);
    return name;
  }
}
