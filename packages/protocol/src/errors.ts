/** Every error a user can meet: number, name, what to do. Numbers are grouped by subsystem and never change meaning. */
const TABLE = {
  // 1xxxx authority
  UNKNOWN_ACCOUNT: [10001, 'There is no such account. Register and deposit on L1 first.'],
  KEY_NOT_OF_ACCOUNT: [10002, 'The signing key is not a key of this account. Sign with the registered key.'],
  INVALID_SIGNATURE: [10003, 'The signature does not match the instruction. Check domain, packing and key.'],
  INVALID_KEY: [10004, 'The key is not a point of the prime-order subgroup of Baby Jubjub.'],
  EXPIRED: [10005, 'The instruction has expired. Sign a new one with a later expiry.'],
  EXPIRY_TOO_FAR: [10006, 'The expiry is more than 30 days ahead. Sign with an earlier one.'],
  SLOT_DEAD: [10007, 'The slot already holds a newer generation or revision. Sign with a higher generation.'],
  GENERATION_DEAD: [
    10008,
    'The generation is below the minimum of the account (a cancel-all). Sign with a higher one.',
  ],
  UNAUTHENTICATED: [10009, 'Log in first: private/login.'],
  WRONG_DOMAIN: [10010, 'Signed for another chain or contract.'],
  // 2xxxx fields
  INVALID_PARAMS: [20001, 'A parameter is missing, malformed or out of range. See `data.param`.'],
  UNKNOWN_METHOD: [20002, 'There is no such method.'],
  UNKNOWN_INSTRUMENT: [20003, 'There is no such instrument. See public/instruments.'],
  OFF_TICK: [20004, 'The price is not a multiple of the tick size.'],
  OFF_LOT: [20005, 'The size is not a multiple of the lot size.'],
  SIZE_OUT_OF_RANGE: [20006, 'The size is outside the bounds of the instrument.'],
  PRICE_OUT_OF_RANGE: [20007, 'The price is outside the bounds of the instrument.'],
  NOTIONAL_TOO_LARGE: [20008, 'Price times size exceeds 2^48 µUSD. Split the order.'],
  AMOUNT_OUT_OF_RANGE: [20009, 'The amount must be positive and below 2^62 µUSD.'],
  FEE_LIMIT_TOO_LOW: [20010, 'The signed maximum fee is below the fee of the instrument.'],
  PARSE_ERROR: [20011, 'The message is not valid JSON-RPC 2.0.'],
  MESSAGE_TOO_LARGE: [20012, 'The message is larger than allowed.'],
  INVALID_SLOT: [20013, 'The slot number must be 0 to 767.'],
  // 3xxxx orders and risk
  MARGIN: [30001, 'Not enough margin. Deposit or reduce the size.'],
  POST_ONLY_WOULD_CROSS: [30002, 'The post-only order would trade at once.'],
  REDUCE_ONLY: [30003, 'The reduce-only order does not reduce a position.'],
  FILL_OR_KILL: [30004, 'The order cannot be filled whole at once.'],
  ORDER_NOT_FOUND: [30005, 'There is no such open order.'],
  DUPLICATE_CLIENT_ID: [30006, 'An order with this client_id exists.'],
  TOO_MANY_POSITIONS: [30007, 'The account holds the most instruments it can.'],
  OPEN_INTEREST_CAP: [30008, 'The open-interest cap of the instrument is reached.'],
  PRICE_BAND: [30009, 'The price is outside the band around the mark.'],
  LIMIT_PRICE: [30010, 'The trade price is worse than the signed limit.'],
  FEE_LIMIT: [30011, 'The fee exceeds the signed maximum.'],
  OVERFILL: [30012, 'The fill exceeds the signed size.'],
  SELF_TRADE: [30013, 'The order would trade with the same account.'],
  NO_MARK: [30014, 'There is no mark price yet. Wait for the first oracle round.'],
  NOT_OWNER: [30015, 'Transfers go only to accounts of the same owner.'],
  INSUFFICIENT_FUNDS: [30016, 'The withdrawal or transfer exceeds the free collateral.'],
  TOO_MANY_ORDERS: [30017, 'The account has the most open orders it can.'],
  SLOT_IN_USE: [30018, 'An open order uses this slot. Cancel it or use another slot.'],
  SELF_TRANSFER: [30019, 'A transfer needs two different accounts.'],
  NOT_LIQUIDATABLE: [30020, 'The account is not below its maintenance margin. See public/liquidatable.'],
  LIQUIDATION_COST: [
    30021,
    'The liquidation would cost the account more than the penalty bound. Offer a better price.',
  ],
  LIQUIDATION_TOO_LARGE: [30022, 'The liquidation closes more than is needed. Reduce the size.'],
  LIQUIDATION_DEBT: [
    30023,
    'The liquidation would leave a debt that the insurance fund may not or cannot pay. Offer a better price or take more.',
  ],
  NO_LIQUIDITY: [30025, 'Nobody in the book takes the position within the penalty bound.'],
  EXPIRED_INSTRUMENT: [30026, 'The instrument has expired. Trade a later series: see public/instruments.'],
  NO_POSITION: [30024, 'The account holds no such position on that side.'],
  NOT_BANKRUPT: [30027, 'The account has no debt that is paid here. Liquidate it against orders.'],
  FUND_CAN_PAY: [30028, 'The insurance fund can pay the debt. Winners pay only what it cannot.'],
  LEVY_LIMIT: [30029, 'The levy exceeds its cap or the debt. Levy less and deleverage what is left.'],
  DELEVERAGE_PRICE: [
    30030,
    'Positions are closed at the mark, or, where the levy is at its cap, at a price that is worse for the winners.',
  ],
  DELEVERAGE_LOSS: [
    30031,
    'A counterparty would lose more than the initial margin of the lots closed, or end below its margin. Close at a price nearer to the mark, or leave it out.',
  ],
  HEDGE_LEG: [
    30032,
    'The position covers others of its account: closing it first frees no margin. Take another one of its positions: see public/liquidatable.',
  ],
  // 4xxxx limits
  RATE_LIMIT: [40001, 'Too many requests. Wait `retry_after_ms`.'],
  TOO_MANY_SUBSCRIPTIONS: [40002, 'Too many subscriptions on this connection.'],
  // 5xxxx state of the venue
  HALTED: [50001, 'The exchange is halted. See public/status.'],
  NOT_READY: [50002, 'The exchange is starting. Try again shortly.'],
  STALE_ROUND: [50003, 'The oracle round is not newer than the last one.'],
  ROUND_REFUSED: [50004, 'The oracle round is malformed, mis-signed or out of its bounds.'],
  FUNDING_REFUSED: [50005, 'The funding step is not due or exceeds its cap.'],
  INTERNAL: [50006, 'Something failed on our side. The outcome is in public/status.'],
  MARKET_REDUCE_ONLY: [
    50007,
    'Prices are late: only orders that reduce a position trade. Send a reduce-only order, or one no larger than the position, or wait until `market_mode` of public/status is running.',
  ],
  MARKET_HALTED: [
    50008,
    'Prices have stopped: no order is taken. Cancels and deposits work. Wait until `market_mode` of public/status is running.',
  ],
  STALE_MARKS: [
    50009,
    'The marks are too old to judge this by. Try again when `market_mode` of public/status is running.',
  ],
  EXPIRY_REFUSED: [50010, 'The instrument is not due to expire, or the round does not carry its settlement price.'],
  QUORUM_MISSING: [
    50011,
    'Too few signers of the oracle set signed the round. See `oracle` of public/status for who did not, and why.',
  ],
  SETTLEMENT_WINDOW_MISSED: [
    50012,
    'Part of the half hour before an expiry was not seen, so the own settlement price may differ from that of the others, and a signer then refuses every round until the expiry is over. Compare the prices with a source you trust: docs/runbooks/oracle-signers.md.',
  ],
  // 6xxxx rollup and L1
  ENTRY_OUT_OF_ORDER: [60001, 'L1 entries must be applied in the order of the queue.'],
  BATCH_NOT_FOUND: [60002, 'There is no such batch.'],
  PLAN_CHANGED: [
    60003,
    'A sealed batch differs from the one the prover holds. The data directories do not belong together.',
  ],
  PROOF_REFUSED: [60004, 'A proof did not verify. The circuit, its key or the rules differ between the processes.'],
  L1_DIVERGED: [
    60005,
    'L1 does not continue the state of this data directory. Point it at the right chain, or rebuild from L1.',
  ],
  L1_UNREACHABLE: [60006, 'L1 does not answer. Check the RPC address.'],
  REPLAY_REFUSED: [
    60007,
    'The published words do not continue the state. They are from another deployment or damaged.',
  ],
  // 7xxxx this machine
  DATA_DAMAGED: [70001, 'The data directory is damaged. Restore it from a copy, or move it away to start afresh.'],
  PORT_BUSY: [70002, 'The port is in use. Stop the other process or set another port.'],
  TOOL_MISSING: [70003, 'A tool is missing. Run `npm ci`.'],
  DATA_IN_USE: [70006, 'Another process uses this data directory. Stop it first.'],
  PROCESS_FAILED: [70005, 'A process of the exchange stopped. See its log in the data directory.'],
  NODE_TOO_OLD: [70004, 'Node 20.10 or newer is needed.'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorName = keyof typeof TABLE;

/** What a program may want to know beside the code. */
export interface ErrorData {
  readonly param?: string;
  readonly party?: 'taker' | 'maker';
  readonly retryable?: boolean;
  readonly outcome?: 'not_executed' | 'unknown';
  readonly retry_after_ms?: number;
  readonly detail?: string;
}

/** A refusal with a number, a name and what to do about it. Throwing one means nothing was changed. */
export class TenorError extends Error {
  readonly code: number;
  override readonly name: ErrorName;
  readonly data: ErrorData;

  constructor(name: ErrorName, data: ErrorData = {}) {
    super(data.detail ? `${TABLE[name][1]} (${data.detail})` : TABLE[name][1]);
    this.name = name;
    this.code = TABLE[name][0];
    this.data = data;
  }
}

/** The whole table, for the docs. */
export const errorTable = (): { code: number; name: ErrorName; message: string }[] =>
  (Object.keys(TABLE) as ErrorName[]).map((name) => ({ code: TABLE[name][0], name, message: TABLE[name][1] }));
