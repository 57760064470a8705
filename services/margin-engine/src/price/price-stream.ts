/** A source of index prices, one for each tick of a fixed length: a recording or a model, never both at once. */
export interface PriceStream {
  /** The price one tick after the last one, in µUSD per whole unit of the underlying (1 BTC). Always positive. */
  next(): bigint;
}
