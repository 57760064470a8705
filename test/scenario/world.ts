import {
  type BatchPlan,
  type CircuitSize,
  type Deleverage,
  derivePublicKey,
  type ExchangeState,
  type Fill,
  type Instruction,
  type InstructionKind,
  instructionMessage,
  Ledger,
  type Liquidation,
  type Market,
  type MarketTerms,
  type OracleRound,
  type PublicKey,
  type RoundContent,
  type RowInstruction,
  type SignedInstruction,
  sign,
} from '@tenor/protocol';
import { fairMark, rate } from './dated.ts';
import { DOMAIN, oracleKeys, oracleRound, oracleSecret, secretOf, USD } from './oracle.ts';
import { scenarioPricesOf } from './scenario-prices.ts';

export { DOMAIN, oracleKeys, oracleRound, oracleSecret, USD };

export const START = 1_800_000_000;
export const BTC = 1;
export const ETH = 2;

/** A perpetual whose lot is worth about $10 (BTC) or $3 (ETH). */
export function perpetual(instrument: number, more: Partial<Market> = {}): Market {
  return {
    instrument,
    kind: 1,
    underlying: instrument,
    status: 1,
    strike: 0n,
    expiryHour: 0,
    imRate: rate(0.1),
    slopeRate: 720n,
    bandRate: rate(0.05),
    fundingCapRate: 671_088n,
    openInterestCap: 1n << 39n,
    floorRate: 0n,
    indexLong: 0n,
    indexShort: 0n,
    openInterest: 0n,
    lastMark: 0n,
    lastFundingHour: Math.floor(START / 3600),
    ...more,
  };
}

/** The state before the first batch: two perpetuals and an empty house. */
export function genesis(size: CircuitSize, markets: Market[] = [perpetual(BTC), perpetual(ETH)]): ExchangeState {
  return {
    accounts: new Map(),
    markets: Array.from({ length: size.M }, (_, row) => markets[row] ?? null),
    house: { feePool: 0n, insuranceFund: 0n },
    settled: new Map(),
  };
}

/** A ledger with named traders, for tests and scripted sessions: it signs for them and keeps journal numbers. */
export class World {
  readonly size: CircuitSize;
  readonly ledger: Ledger;
  now = START;
  #sequence = 0;
  #round = 0;
  #entries = 0;
  #generation = 1000n;
  readonly #names = new Map<number, string>();

  constructor(size: CircuitSize, state: ExchangeState = genesis(size)) {
    this.size = size;
    this.ledger = Ledger.create({ size, domain: DOMAIN, oracleKeys: oracleKeys(size), genesis: state });
  }

  /** Starts the next journaled command. */
  begin(): void {
    this.#sequence++;
    this.ledger.beginCommand(this.#sequence, BigInt(this.#sequence) * 7919n, this.now);
  }

  /** A round of marks by row; the rows of dated instruments beyond them get a fair mark. */
  round(...marks: bigint[]): OracleRound {
    return this.publish({ marks });
  }

  /** A round of which anything can be set. Left out: index as in `oracleRound`, fair marks of dated instruments, scenario prices of every option, no settlement. */
  publish({ marks = [], ...more }: Partial<RoundContent>): OracleRound {
    const { U } = this.size;
    const index = more.index ?? Array.from({ length: U }, (_, u) => marks[u] || USD);
    const all = this.ledger.state.markets.map((market, row) =>
      market ? (marks[row] ?? fairMark(market, index[market.underlying - 1]!)) : 0n,
    );
    const instruments = this.ledger.state.markets.map((market) => market?.instrument ?? 0);
    const scenarioPrices = this.ledger.state.markets.map((market, row) =>
      market ? scenarioPricesOf(market, all[row]!) : [],
    );
    const content = { instruments, scenarioPrices, ...more, index };
    const round = oracleRound(this.size, ++this.#round, this.now, all, content);
    this.begin();
    this.ledger.applyRound(round);
    return round;
  }

  /** The key that `name` signs with. */
  keyOf(name: string): PublicKey {
    return derivePublicKey(secretOf(name));
  }

  /** Lets `name` sign for an account that was put into the state directly. */
  name(id: number, name: string): void {
    this.#names.set(id, name);
  }

  /** Registers `name` as account `id` (ids must be used in the order of the queue). */
  register(id: number, name: string, owner = BigInt(id) * 0x1111n): void {
    this.#names.set(id, name);
    this.begin();
    this.ledger.applyEntry({
      kind: 'register',
      index: this.#entries,
      account: id,
      owner,
      key: derivePublicKey(secretOf(name)),
    });
    this.#entries++;
  }

  deposit(account: number, amount: bigint): void {
    this.begin();
    this.ledger.applyEntry({ kind: 'deposit', index: this.#entries, account, amount });
    this.#entries++;
  }

  /** An instruction of this account with sensible fields, signed by its key (or by another's name). */
  signed(
    kind: InstructionKind,
    account: number,
    more: Partial<RowInstruction> = {},
    signer = this.#names.get(account)!,
  ): SignedInstruction {
    const order = kind === 'order';
    const instruction: Instruction = {
      account,
      instrument: order ? BTC : 0,
      side: 0,
      reduceOnly: false,
      postOnly: false,
      slot: 3,
      generation: this.#generation++,
      revision: 0,
      expiry: this.now + 3600,
      size: order ? 100n : 0n,
      limitPrice: order ? 10n * USD : 0n,
      maxFeePerLot: order ? 10_000n : 0n,
      amount: 0n,
      ...more,
      kind,
    };
    return {
      instruction,
      signature: sign(secretOf(signer), instructionMessage(DOMAIN, instruction)),
      key: derivePublicKey(secretOf(signer)),
    };
  }

  /** Trades `size` lots at `price` between two signed orders. */
  fill(
    taker: SignedInstruction,
    maker: SignedInstruction,
    size: bigint,
    price: bigint,
    fees: Partial<Fill> = {},
  ): void {
    this.begin();
    this.ledger.applyFill({
      instrument: taker.instruction.instrument,
      taker,
      maker,
      size,
      price,
      takerFee: size * 1000n,
      makerFee: 0n,
      ...fees,
    });
  }

  /** Pays into the insurance fund. */
  insure(amount: bigint): void {
    this.begin();
    this.ledger.applyEntry({ kind: 'insure', index: this.#entries, amount });
    this.#entries++;
  }

  /** Closes lots of an account against one signed order. */
  liquidate(
    account: number,
    maker: SignedInstruction,
    size: bigint,
    price: bigint,
    more: Partial<Liquidation> = {},
  ): void {
    this.begin();
    this.ledger.applyLiquidation({
      account,
      instrument: maker.instruction.instrument,
      fills: [{ maker, size, price, makerFee: 0n }],
      fee: 0n,
      insurance: 0n,
      ...more,
    });
  }

  /** Closes a part of an account's position against a part of each counterparty's. Left out: at 10 of the currency, all, with nothing paid. */
  deleverage(wish: Partial<Deleverage> & Pick<Deleverage, 'account' | 'counterparties'>): void {
    this.begin();
    this.ledger.applyDeleverage({
      instrument: BTC,
      ratio: 1n << 32n,
      price: 10n * USD,
      levyStep: 0n,
      insurance: 0n,
      ...wish,
    });
  }

  /** Lists an instrument by the next L1 entry. */
  list(terms: MarketTerms): void {
    this.begin();
    this.ledger.applyEntry({ kind: 'list', index: this.#entries, terms });
    this.#entries++;
  }

  /** Expires the instrument of a row at the settlement price of the current round. */
  expire(row: number): void {
    this.begin();
    this.ledger.applyExpiry(row);
  }

  /** Settles an account's positions in expired instruments. */
  sweep(account: number): boolean {
    this.begin();
    return this.ledger.applySweep(account);
  }

  /** Closes the open batch and takes everything that was sealed. */
  sealed(): BatchPlan[] {
    this.begin();
    this.ledger.seal();
    return this.ledger.takeSealed();
  }

  oneShot(signed: SignedInstruction): void {
    this.begin();
    this.ledger.applyOneShot(signed);
  }
}
