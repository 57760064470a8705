import {
  type CircuitSize,
  type FiguresOf,
  HOLDING_MARGIN_BITS,
  holding,
  type Instruction,
  insuredEquity,
  MARGIN_FRACTION_BITS,
  marginState,
  marketFigures,
  type SignedInstruction,
  scenarioFigures,
  TenorError,
} from '@tenor/protocol';
import { BTC, ETH, genesis, USD, World } from './world.ts';

/** A small deterministic generator (64-bit linear congruential): the seed reproduces every run. */
export class Random {
  #state: bigint;

  constructor(seed: number) {
    this.#state = BigInt(seed) * 2n + 1n;
  }

  /** An integer from 0 to limit − 1. */
  below(limit: number): number {
    this.#state = (this.#state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
    return Number((this.#state >> 20n) % BigInt(limit));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

export const TRADERS = [1, 2, 3, 4, 5] as const;
const INSTRUMENTS = [BTC, ETH] as const;

/** What a random run did, by kind; refusals by error name. */
export type Tally = Map<string, number>;

/** Random commands, legal and not, against a ledger: trades, edits, reduce-only, withdrawals, transfers, cancels, funding, moving marks, liquidations. */
export class RandomTrading {
  readonly world: World;
  readonly tally: Tally = new Map();
  /** The last command tried. */
  last = '';
  readonly #random: Random;
  #marks = [10n * USD, 3n * USD];
  readonly #resting = new Map<string, SignedInstruction>();
  #slot = 20;

  constructor(size: CircuitSize, seed: number) {
    this.#random = new Random(seed);
    this.world = new World(size, genesis(size));
    this.world.round(...this.#marks);
    for (const id of TRADERS) {
      this.world.register(id, `trader ${id}`, BigInt(1 + (id % 2)) * 0xabcn);
      this.world.deposit(id, BigInt(200 + this.#random.below(2000)) * USD);
    }
  }

  /** One random command. Returns whether it was accepted; a refusal must have changed nothing. */
  step(): boolean {
    const before = this.world.ledger.serialize();
    const action = this.#random.pick([
      'fill',
      'fill',
      'fill',
      'fill',
      'fill',
      'resume',
      'resume',
      'withdraw',
      'transfer',
      'cancel',
      'cancelAll',
      'deposit',
      'round',
      'round',
      'funding',
      'insure',
      'squeeze',
      'liquidate',
      'liquidate',
    ] as const);
    this.last = action;
    this.world.now += this.#random.below(8);
    try {
      this[`_${action}`]();
      this.#count(action);
      return true;
    } catch (error) {
      if (!(error instanceof TenorError)) throw error;
      this.#count(error.name);
      if (this.world.ledger.serialize() !== before)
        throw new Error(`${action} was refused (${error.name}) but changed the state`);
      return false;
    }
  }

  #count(name: string): void {
    this.tally.set(name, (this.tally.get(name) ?? 0) + 1);
  }

  #order(account: number, instrument: number, side: 0 | 1, more: Partial<Instruction> = {}): SignedInstruction {
    const mark = this.#marks[instrument - 1]!;
    const size = BigInt(1 + this.#random.below(400));
    this.#slot = 20 + ((this.#slot + 1) % 700);
    return this.world.signed('order', account, {
      instrument,
      side,
      size,
      limitPrice: side === 0 ? (mark * 104n) / 100n : (mark * 96n) / 100n,
      slot: this.#slot,
      reduceOnly: this.#random.below(5) === 0,
      ...more,
    });
  }

  _fill(): void {
    const instrument = this.#random.pick(INSTRUMENTS);
    const side = this.#random.below(2) as 0 | 1;
    const [a, b] = [this.#random.pick(TRADERS), this.#random.pick(TRADERS)];
    const taker = this.#order(a, instrument, side);
    const maker = this.#order(b, instrument, (1 - side) as 0 | 1, {
      size: taker.instruction.size + BigInt(this.#random.below(300)),
    });
    this.#resting.set(`${b}:${instrument}:${1 - side}`, maker);
    this.#trade(taker, maker, BigInt(1 + this.#random.below(Number(taker.instruction.size))));
  }

  /** A resting order goes on, sometimes at its next revision. */
  _resume(): void {
    const instrument = this.#random.pick(INSTRUMENTS);
    const side = this.#random.below(2) as 0 | 1;
    const account = this.#random.pick(TRADERS);
    const resting = this.#resting.get(`${account}:${instrument}:${side}`);
    if (!resting) {
      this._fill();
      return;
    }
    const edit = this.#random.below(3) === 0;
    const { instruction } = resting;
    const maker = edit
      ? this.world.signed('order', account, {
          ...instruction,
          revision: instruction.revision + 1,
          size: instruction.size + 50n,
          expiry: this.world.now + 3600,
        })
      : resting;
    this.#resting.set(`${account}:${instrument}:${side}`, maker);
    this.#trade(
      this.#order(this.#random.pick(TRADERS), instrument, (1 - side) as 0 | 1),
      maker,
      BigInt(1 + this.#random.below(60)),
    );
  }

  #trade(taker: SignedInstruction, maker: SignedInstruction, size: bigint): void {
    const mark = this.#marks[taker.instruction.instrument - 1]!;
    const price = mark + ((mark * BigInt(this.#random.below(60) - 30)) / 1000n / 10n) * 10n;
    this.world.fill(taker, maker, size, price, { takerFee: BigInt(this.#random.below(5)) * size, makerFee: 0n });
  }

  _withdraw(): void {
    this.world.oneShot(
      this.world.signed('withdraw', this.#random.pick(TRADERS), {
        amount: BigInt(1 + this.#random.below(300)) * USD,
        slot: this.#random.below(768),
      }),
    );
  }

  _transfer(): void {
    this.world.oneShot(
      this.world.signed('transfer', this.#random.pick(TRADERS), {
        amount: BigInt(1 + this.#random.below(200)) * USD,
        instrument: this.#random.pick(TRADERS),
        slot: this.#random.below(768),
      }),
    );
  }

  _cancel(): void {
    this.world.oneShot(this.world.signed('cancel', this.#random.pick(TRADERS), { slot: this.#random.below(768) }));
  }

  _cancelAll(): void {
    this.world.oneShot(this.world.signed('cancelAll', this.#random.pick(TRADERS), { slot: this.#random.below(768) }));
  }

  _deposit(): void {
    this.world.deposit(this.#random.pick(TRADERS), BigInt(1 + this.#random.below(500)) * USD);
  }

  _insure(): void {
    this.world.insure(BigInt(1 + this.#random.below(50)) * USD);
  }

  /** The account with the least equity above its maintenance margin. */
  #poorest(): number {
    const spare = (id: number): bigint => {
      const { equity, maintenanceMargin } = this.world.ledger.health(id);
      return maintenanceMargin === 0n ? 1n << 80n : equity - maintenanceMargin;
    };
    return [...TRADERS].sort((a, b) => (spare(a) < spare(b) ? -1 : 1))[0]!;
  }

  /** Initial margin at the marks of now, 2^-24 µUSD. */
  #marginOf(account: number): bigint {
    const { markets, accounts } = this.world.ledger.state;
    const figuresOf: FiguresOf = (instrument) => {
      const mark = this.#marks[instrument - 1]!;
      return scenarioFigures(markets[instrument - 1]!, mark, mark, []);
    };
    return marginState(accounts.get(account)!, figuresOf).margin;
  }

  #positionOf(account: number): { instrument: number; size: bigint } {
    const held = this.world.ledger.state.accounts.get(account)!.positions.filter(({ size }) => size !== 0n);
    return held.length > 0 ? this.#random.pick(held) : { instrument: BTC, size: 1n };
  }

  /** The poorest account takes out what it can, then marks move 6 % against it. */
  _squeeze(): void {
    const poorest = this.#poorest();
    const { freeCollateral } = this.world.ledger.health(poorest);
    if (freeCollateral > 0n)
      this.world.oneShot(
        this.world.signed('withdraw', poorest, { amount: freeCollateral, slot: this.#random.below(768) }),
      );
    const { instrument, size } = this.#positionOf(poorest);
    const against = size > 0n ? -60n : 60n;
    this.#marks = this.#marks.map((mark, row) => (row === instrument - 1 ? mark + (mark * against) / 1000n : mark));
    this.world.round(...this.#marks);
  }

  /** Closes a part of a position of the poorest account, which may be healthy: then the rules refuse. */
  _liquidate(): void {
    const { ledger } = this.world;
    const poorest = this.#poorest();
    const position = this.#positionOf(poorest);
    const magnitude = position.size > 0n ? position.size : -position.size;
    const all = this.#random.below(2) === 0;
    const size = all ? magnitude : 1n + (magnitude * BigInt(this.#random.below(100))) / 100n;
    const side = position.size > 0n ? 0 : 1;
    const maker = this.#order(this.#random.pick(TRADERS.filter((id) => id !== poorest)), position.instrument, side, {
      size: size + 5n,
      reduceOnly: false,
    });
    const mark = this.#marks[position.instrument - 1]!;
    const price = mark + ((side === 0 ? -1n : 1n) * mark * BigInt(this.#random.below(20))) / 1000n;
    const loss = size * (side === 0 ? mark - price : price - mark);
    const figures = marketFigures(ledger.state.markets[position.instrument - 1]!, mark, mark);
    const { equity } = ledger.health(poorest);
    const margin = this.#marginOf(poorest);
    const closed = holding(magnitude, figures).margin - holding(magnitude - size, figures).margin;
    const left = margin - (closed << (MARGIN_FRACTION_BITS - HOLDING_MARGIN_BITS));
    const owed = insuredEquity({ equity, margin, maintenance: margin }, left);
    const insurance = equity - loss < owed && this.#random.below(4) > 0 ? owed - equity + loss : 0n;
    this.world.liquidate(poorest, maker, size, price, {
      insurance,
      fee: insurance > 0n ? 0n : BigInt(this.#random.below(3)) * size,
    });
  }

  /** Marks move up to 2 %, now and then 6 %. */
  _round(): void {
    const span = this.#random.below(8) === 0 ? 60 : 20;
    this.#marks = this.#marks.map((mark) => mark + (mark * BigInt(this.#random.below(2 * span + 1) - span)) / 1000n);
    this.world.round(...this.#marks);
  }

  _funding(): void {
    this.world.now += 3600;
    const row = this.#random.below(2);
    const market = this.world.ledger.state.markets[row]!;
    const step = (market.fundingCapRate * this.#marks[row]! * BigInt(this.#random.below(2001) - 1000)) / 1000n;
    this.world.begin();
    this.world.ledger.applyFunding({ row, step, hours: 1 });
  }
}
