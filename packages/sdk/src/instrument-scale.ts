import { type ErrorName, TenorError } from '@tenor/protocol';
import type { InstrumentJson } from './api-market-types.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';

/** Decimal places that hold every value the API may send. */
const PLACES = 18;
const UNIT = 10n ** BigInt(PLACES);
const RATE_UNIT = 1_000_000n;
/** The fee of an option is at most this part of its premium: 1/8. */
const PREMIUM_PER_FEE = 8n;

function exactQuotient(value: bigint, unit: bigint, error: ErrorName, param: string): bigint {
  if (value % unit !== 0n) throw new TenorError(error, { param });
  return value / unit;
}

/** ceil(a / b) for a ≥ 0, b > 0. */
const ceilQuotient = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/**
 * Converts between what people write (decimal price in USD, size in the underlying) and the integers that are signed
 * (µUSD per lot, lots) and shown in books (ticks, lots). Exact: off-grid values throw OFF_TICK or OFF_LOT.
 */
export class InstrumentScale {
  readonly name: string;
  readonly id: number;
  readonly specification: InstrumentJson;
  /** µUSD per lot of one tick. */
  readonly tickMicroUsdPerLot: bigint;
  /** Lots. */
  readonly minSizeLots: bigint;
  readonly maxSizeLots: bigint;
  /** Ticks. */
  readonly minPriceTicks: bigint;
  readonly maxPriceTicks: bigint;
  /** Parts per million. */
  readonly takerFeeRate: bigint;
  readonly makerFeeRate: bigint;
  /** Unix milliseconds at which it stops trading; null for a perpetual. */
  readonly expiresAt: number | null;
  readonly #lot: bigint;
  readonly #tick: bigint;
  readonly #microUsdPerLotPerUsd: bigint;

  constructor(specification: InstrumentJson) {
    this.specification = specification;
    this.name = specification.name;
    this.id = specification.id;
    this.#lot = parseDecimal(specification.lot_size, PLACES, 'lot_size');
    this.#tick = parseDecimal(specification.tick_size, PLACES, 'tick_size');
    this.#microUsdPerLotPerUsd = parseDecimal(
      specification.micro_usd_per_lot_per_usd,
      PLACES,
      'micro_usd_per_lot_per_usd',
    );
    this.tickMicroUsdPerLot = exactQuotient(
      this.#tick * this.#microUsdPerLotPerUsd,
      UNIT * UNIT,
      'INVALID_PARAMS',
      'tick_size',
    );
    this.minSizeLots = this.lots(specification.min_size);
    this.maxSizeLots = this.lots(specification.max_size);
    this.minPriceTicks = this.ticks(specification.min_price);
    this.maxPriceTicks = this.ticks(specification.max_price);
    this.takerFeeRate = parseDecimal(specification.taker_fee_rate, 6, 'taker_fee_rate');
    this.makerFeeRate = parseDecimal(specification.maker_fee_rate, 6, 'maker_fee_rate');
    this.expiresAt = specification.expiration_timestamp ?? null;
  }

  /** Lots of a size in the underlying. Throws OFF_LOT. */
  lots(size: string): bigint {
    return exactQuotient(parseDecimal(size, PLACES, 'size'), this.#lot, 'OFF_LOT', 'size');
  }

  /** Ticks of a price in USD. Throws OFF_TICK. */
  ticks(price: string): bigint {
    return exactQuotient(parseDecimal(price, PLACES, 'price'), this.#tick, 'OFF_TICK', 'price');
  }

  /** Ticks of any price in USD, such as a mark, rounded down. */
  ticksBelow(price: string): bigint {
    return parseDecimal(price, PLACES, 'price') / this.#tick;
  }

  /** µUSD per lot of a price in ticks. */
  microUsdPerLot(ticks: bigint): bigint {
    return ticks * this.tickMicroUsdPerLot;
  }

  priceText(ticks: bigint): string {
    return formatDecimal(ticks * this.#tick, PLACES);
  }

  sizeText(lots: bigint): string {
    return formatDecimal(lots * this.#lot, PLACES);
  }

  get isOption(): boolean {
    return this.specification.kind === 'option';
  }

  /**
   * µUSD per lot that is enough for the taker fee at up to twice this price: a sell may trade above its limit. The fee of an option is a part of
   * the index, never more than an eighth of the premium; with the index known the limit is as tight as that.
   * @param indexPrice USD for one unit of the underlying
   */
  defaultMaxFeePerLot(limitTicks: bigint, indexPrice?: string): bigint {
    const limit = this.microUsdPerLot(limitTicks);
    if (!this.isOption) return this.#feeAtTwice(limit);
    const capped = ceilQuotient(2n * limit, PREMIUM_PER_FEE) + 1n;
    if (indexPrice === undefined) return capped;
    const byIndex = this.#feeAtTwice(this.#microUsdPerLotOf(indexPrice));
    return byIndex < capped ? byIndex : capped;
  }

  #feeAtTwice(price: bigint): bigint {
    return ceilQuotient(2n * price * this.takerFeeRate, RATE_UNIT) + 1n;
  }

  /** µUSD per lot of any price in USD, rounded up. */
  #microUsdPerLotOf(price: string): bigint {
    return ceilQuotient(parseDecimal(price, PLACES, 'price') * this.#microUsdPerLotPerUsd, UNIT * UNIT);
  }

  /** Throws SIZE_OUT_OF_RANGE or PRICE_OUT_OF_RANGE for what the exchange would refuse. */
  check(limitTicks: bigint, lots: bigint): void {
    if (lots < this.minSizeLots || lots > this.maxSizeLots)
      throw new TenorError('SIZE_OUT_OF_RANGE', { param: 'size' });
    if (limitTicks < this.minPriceTicks || limitTicks > this.maxPriceTicks) {
      throw new TenorError('PRICE_OUT_OF_RANGE', { param: 'price' });
    }
  }
}
