import {
  type CircuitSize,
  derivePublicKey,
  type ExchangeState,
  type Fill,
  type Instruction,
  type InstructionKind,
  instructionMessage,
  Ledger,
  type Liquidation,
  type Market,
  type OracleRound,
  oracleMessage,
  type PublicKey,
  type RowInstruction,
  type SignedInstruction,
  sign,
} from '@tenor/protocol';

/** µUSD in a dollar. */
export const USD = 1_000_000n;
export const START = 1_800_000_000;
export const DOMAIN = 123_456_789n;
export const BTC = 1;
export const ETH = 2;

const secret = (name: string): Uint8Array => {
  const bytes = new Uint8Array(32);
  new TextEncoder().encodeInto(name, bytes);
  return bytes;
};
const rate = (fraction: number): bigint => BigInt(Math.ceil(fraction * 2 ** 20));

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
    openInterestCap: 1n << 40n,
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
  };
}

export const oracleSecret = secret('oracle');

/** One signed oracle round with marks by row, µUSD per lot. */
export function oracleRound(size: CircuitSize, round: number, time: number, marks: readonly bigint[]): OracleRound {
  const all = Array.from({ length: size.M }, (_, row) => marks[row] ?? 0n);
  const signature = sign(oracleSecret, oracleMessage(DOMAIN, { round, time, marks: all }));
  return { round, time, marks: all, signature, key: derivePublicKey(oracleSecret) };
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
    this.ledger = Ledger.create({ size, domain: DOMAIN, oracleKey: derivePublicKey(oracleSecret), genesis: state });
  }

  /** Starts the next journaled command. */
  begin(): void {
    this.#sequence++;
    this.ledger.beginCommand(this.#sequence, BigInt(this.#sequence) * 7919n, this.now);
  }

  round(...marks: bigint[]): OracleRound {
    const round = oracleRound(this.size, ++this.#round, this.now, marks);
    this.begin();
    this.ledger.applyRound(round);
    return round;
  }

  /** The key that `name` signs with. */
  keyOf(name: string): PublicKey {
    return derivePublicKey(secret(name));
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
      key: derivePublicKey(secret(name)),
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
      signature: sign(secret(signer), instructionMessage(DOMAIN, instruction)),
      key: derivePublicKey(secret(signer)),
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

  oneShot(signed: SignedInstruction): void {
    this.begin();
    this.ledger.applyOneShot(signed);
  }
}
