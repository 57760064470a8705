import { TenorError } from '@tenor/protocol';
import type { InstrumentSpecification } from '../sequencer/instruments.ts';
import { decimalInteger, decimalText, USD_DECIMALS } from './decimal-text.ts';

/** A listed instrument with the conversion of its integers to what people read. */
export interface ScaledInstrument {
  readonly specification: InstrumentSpecification;
  readonly name: string;
  readonly id: number;
  /** µUSD per lot → USD per unit of the underlying. */
  price(microUsdPerLot: bigint): string;
  /** The other way. Throws OFF_TICK for what is no whole µUSD per lot. */
  microUsdPerLot(price: string): bigint;
  /** Average of `quote` µUSD over `lots`, with six more places than a price. */
  averagePrice(quote: bigint, lots: bigint): string;
  /** Lots → units of the underlying. */
  size(lots: bigint): string;
  /** The other way. Throws OFF_LOT between two lots. */
  lots(size: string): bigint;
}

const AVERAGE_PLACES = 6;

function scaled(specification: InstrumentSpecification): ScaledInstrument {
  const { lotDecimals } = specification;
  const priceDecimals = USD_DECIMALS - lotDecimals;
  return {
    specification,
    name: specification.name,
    id: specification.terms.instrument,
    price: (microUsdPerLot) => decimalText(microUsdPerLot, priceDecimals),
    microUsdPerLot: (price) => {
      const found = decimalInteger(price, priceDecimals);
      if (found === null) throw new TenorError('OFF_TICK', { param: 'price' });
      return found;
    },
    averagePrice: (quote, lots) =>
      decimalText((quote * 10n ** BigInt(AVERAGE_PLACES)) / lots, priceDecimals + AVERAGE_PLACES),
    size: (lots) => decimalText(lots, lotDecimals),
    lots: (size) => {
      const found = decimalInteger(size, lotDecimals);
      if (found === null) throw new TenorError('OFF_LOT', { param: 'size' });
      return found;
    },
  };
}

/** Instruments by name and by id: those that are listed, and those that have expired, for what is left of them. */
export class InstrumentDirectory {
  readonly #byName = new Map<string, ScaledInstrument>();
  readonly #byId = new Map<number, ScaledInstrument>();
  readonly #listed = new Map<number, ScaledInstrument>();
  readonly #lookUp: (id: number) => InstrumentSpecification | null;

  /** @param lookUp finds what is listed already but has not been announced yet: records of it may come first */
  constructor(
    listed: readonly InstrumentSpecification[],
    expired: readonly InstrumentSpecification[] = [],
    lookUp: (id: number) => InstrumentSpecification | null = () => null,
  ) {
    this.#lookUp = lookUp;
    for (const specification of expired) this.#add(scaled(specification));
    for (const specification of listed) this.list(specification);
  }

  /** What is listed, by ascending id. */
  get all(): readonly ScaledInstrument[] {
    return [...this.#listed.values()].sort((a, b) => a.id - b.id);
  }

  list(specification: InstrumentSpecification): ScaledInstrument {
    const instrument = scaled(specification);
    this.#add(instrument);
    this.#listed.set(instrument.id, instrument);
    return instrument;
  }

  expire(id: number): void {
    this.#listed.delete(id);
  }

  /** An instrument that is or was listed. Throws UNKNOWN_INSTRUMENT. */
  byName(name: string): ScaledInstrument {
    const instrument = this.#byName.get(name);
    if (!instrument) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'instrument' });
    return instrument;
  }

  /** An instrument that is listed. Throws UNKNOWN_INSTRUMENT, or EXPIRED_INSTRUMENT for one that was. */
  listed(name: string): ScaledInstrument {
    const instrument = this.byName(name);
    if (!this.#listed.has(instrument.id)) throw new TenorError('EXPIRED_INSTRUMENT', { param: 'instrument' });
    return instrument;
  }

  /** Throws UNKNOWN_INSTRUMENT. */
  byId(id: number): ScaledInstrument {
    const known = this.#byId.get(id);
    if (known) return known;
    const early = this.#lookUp(id);
    if (!early) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'instrument' });
    return scaled(early);
  }

  #add(instrument: ScaledInstrument): void {
    this.#byName.set(instrument.name, instrument);
    this.#byId.set(instrument.id, instrument);
  }
}
