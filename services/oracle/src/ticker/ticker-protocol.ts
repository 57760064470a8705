/** A price as an exchange gives it. */
export interface Quote {
  /** µUSD per whole unit. */
  readonly price: bigint;
  /** Unix milliseconds of the exchange's clock; null where the message names no time. */
  readonly time: number | null;
}

/** How the price of one pair is asked of an exchange. Symbols are written as the exchange writes them. */
export interface TickerProtocol {
  readonly http: {
    /** Where the public interface is. */
    readonly origin: string;
    path(symbol: string): string;
    /** Throws for an answer without a sound price. */
    parse(body: unknown, symbol: string): Quote;
  };
  readonly websocket: {
    readonly origin: string;
    path(symbol: string): string;
    /** Messages to send once the connection is open. */
    subscribe(symbol: string): readonly string[];
    /** Null for a message without a price of this pair. Throws for a refusal, an unsound price or ReconnectRequested. */
    parse(message: unknown, symbol: string): Quote | null;
  };
}
