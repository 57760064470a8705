import type { Market, MarketTerms } from '@tenor/protocol';
import { type InstrumentSpecification, specificationOf } from './instruments.ts';
import { symbolOf } from './series-symbol.ts';

/** What a snapshot keeps of the instruments beside the market rows. */
export interface ListedRecord {
  /** Name of every instrument that was ever listed, by id. */
  readonly names: Map<number, string>;
  /** Listed after the last oracle round. */
  readonly unmarked: readonly number[];
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
  readonly #unmarked: Set<number>;

  /** @param markets rows of the state */
  constructor(markets: readonly (Market | null)[], record: ListedRecord = { names: new Map(), unmarked: [] }) {
    this.#names = record.names;
    this.#unmarked = new Set(record.unmarked);
    markets.forEach((market, row) => {
      if (market) this.#add(market, row);
    });
  }

  get record(): ListedRecord {
    return { names: this.#names, unmarked: [...this.#unmarked] };
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

  /** Whether the current round has a mark for it: it speaks of the rows as they were when it came. */
  isMarked(id: number): boolean {
    return !this.#unmarked.has(id);
  }

  list(market: Market, row: number): InstrumentSpecification {
    this.#unmarked.add(market.instrument);
    return this.#add(market, row);
  }

  remove(id: number): void {
    this.#live.delete(id);
    this.#unmarked.delete(id);
  }

  /** A round has come: it has a mark for every row. */
  marked(): void {
    this.#unmarked.clear();
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
