import type {
  AccountView,
  Batch,
  BookView,
  Candle,
  Chain,
  Connection,
  Instrument,
  MarketMode,
  Order,
  OwnSettlement,
  Position,
  ProofStatus,
  Session,
  Settlement,
  Ticker,
  Trade,
  Transfer,
} from '../model/types.ts';

/** Everything the feed knows, in sections that change independently. */
export interface FeedState {
  readonly connection: Connection;
  readonly proofs: ProofStatus;
  /** null until the exchange has said it. */
  readonly marketMode: MarketMode | null;
  readonly instruments: readonly Instrument[];
  readonly tickers: Readonly<Record<string, Ticker>>;
  /** Book, trades and candles of the selected instrument. */
  readonly book: BookView | null;
  readonly trades: readonly Trade[];
  readonly candles: readonly Candle[];
  /** The mark of the selected instrument since the page was opened, ten seconds a candle. */
  readonly markCandles: readonly Candle[];
  /** The option chain that is shown. */
  readonly chain: Chain | null;
  /** Of expired instruments, latest first. */
  readonly settlements: readonly Settlement[];
  readonly batches: readonly Batch[];
  readonly session: Session;
  readonly account: AccountView | null;
  readonly positions: readonly Position[];
  readonly openOrders: readonly Order[];
  readonly orderHistory: readonly Order[];
  readonly transfers: readonly Transfer[];
  readonly ownSettlements: readonly OwnSettlement[];
}

export const EMPTY_FEED: FeedState = {
  connection: { status: 'connecting', lastMessageAt: null, roundTripMs: null },
  proofs: {
    prover: 'unknown',
    detail: null,
    progress: null,
    backlogRows: 0,
    engineSequence: null,
    lastSettledBatch: null,
  },
  marketMode: null,
  instruments: [],
  tickers: {},
  book: null,
  trades: [],
  candles: [],
  markCandles: [],
  chain: null,
  settlements: [],
  batches: [],
  session: { status: 'none', owner: null, accountId: null, key: null },
  account: null,
  positions: [],
  openOrders: [],
  orderHistory: [],
  transfers: [],
  ownSettlements: [],
};

/** The sections that changed since the last frame. */
export type FeedPatch = Partial<FeedState>;
