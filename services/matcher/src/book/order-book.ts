export type BookSide = 0 | 1;

/** [price in µUSD per lot, lots] of one level. */
export type Level = readonly [price: number, lots: number];

/**
 * One instrument's resting orders in price-time priority. Ids are positive safe integers, sides 0 buy and 1 sell, prices
 * (µUSD per lot) and sizes (lots) positive safe integers. Id 0 and price 0 mean "none".
 */
export interface OrderBook {
  /** Number of resting orders. */
  readonly size: number;
  has(id: number): boolean;
  /** Joins the end of its price level. Throws INTERNAL when the id is already there or a number is out of range. */
  add(id: number, side: BookSide, price: number, lots: number): void;
  /** Sets the lots that remain and the price: priority stays when the price does and the size does not grow. 0 lots remove. */
  amend(id: number, price: number, lots: number): void;
  /** Returns whether the order was there. */
  remove(id: number): boolean;
  /** Lots that remain of an order, 0 when it is not there. */
  remaining(id: number): number;
  /** The price an order rests at, 0 when it is not there. */
  priceOf(id: number): number;
  /** The order that trades first on a side. */
  first(side: BookSide): number;
  /** The order that trades right after this one on its side. */
  after(id: number): number;
  bestPrice(side: BookSide): number;
  /** Lots at a price. */
  lotsAt(side: BookSide, price: number): number;
  /** Best first. */
  levels(side: BookSide, depth?: number): Level[];
}
