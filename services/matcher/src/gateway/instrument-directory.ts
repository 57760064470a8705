import { TenorError } from '@tenor/protocol';
import type { InstrumentSpecification } from '../sequencer/instruments.ts';
import { decimalText, USD_DECIMALS } from './decimal-text.ts';

/** A listed instrument with the conversion of its integers to what people read. */
export interface ScaledInstrument {
  readonly specification: InstrumentSpecification;
  readonly name: string;
  readonly id: number;
  /** µUSD per lot → USD per unit of the underlying. */
  price(microUsdPerLot: bigint): string;
  /** Average of `quote` µUSD over `lots`, with six more places than a price. */
  averagePrice(quote: bigint, lots: bigint): string;
  /** Lots → units of the underlying. */
  size(lots: bigint): string;
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
    averagePrice: (quote, lots) =>
      decimalText((quote * 10n ** BigInt(AVERAGE_PLACES)) / lots, priceDecimals + AVERAGE_PLACES),
    size: (lots) => decimalText(lots, lotDecimals),
  };
}

/** Instruments by name and by id. */
export class InstrumentDirectory {
  readonly all: readonly ScaledInstrument[];
  readonly #byName: ReadonlyMap<string, ScaledInstrument>;
  readonly #byId: ReadonlyMap<number, ScaledInstrument>;

  constructor(specifications: readonly InstrumentSpecification[]) {
    this.all = specifications.map(scaled);
    this.#byName = new Map(this.all.map((instrument) => [instrument.name, instrument]));
    this.#byId = new Map(this.all.map((instrument) => [instrument.id, instrument]));
  }

  /** Throws UNKNOWN_INSTRUMENT. */
  byName(name: string): ScaledInstrument {
    const instrument = this.#byName.get(name);
    if (!instrument) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'instrument' });
    return instrument;
  }

  /** Throws UNKNOWN_INSTRUMENT. */
  byId(id: number): ScaledInstrument {
    const instrument = this.#byId.get(id);
    if (!instrument) throw new TenorError('UNKNOWN_INSTRUMENT', { param: 'instrument' });
    return instrument;
  }
}
