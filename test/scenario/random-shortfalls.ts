import { type CircuitSize, type ExchangeState, sizeOf, TenorError } from '@tenor/protocol';
import { rate } from './dated.ts';
import { Random, type Tally } from './random-trading.ts';
import { deleverageFor, levyFor } from './shortfall-plans.ts';
import { BTC, ETH, genesis, perpetual, USD, World } from './world.ts';

const HOLDERS = [1, 2, 3, 4, 5, 6] as const;
const RESCUER = 7;

/** A crash without end: thin accounts, marks that jump, a fund that is mostly empty; debts are closed by levies and by deleveraging. */
export class RandomShortfalls {
  readonly world: World;
  readonly tally: Tally = new Map();
  /** The last command tried, and the accounts that a deleveraging named. */
  last = '';
  named: readonly number[] = [];
  readonly #random: Random;
  #marks = [10n * USD, 3n * USD];
  #slot = 20;

  constructor(size: CircuitSize, seed: number) {
    this.#random = new Random(seed);
    this.world = new World(size, RandomShortfalls.genesis(size));
    this.world.round(...this.#marks);
    for (const id of [...HOLDERS, RESCUER]) {
      this.world.register(id, `holder ${id}`);
      this.world.deposit(id, id === RESCUER ? 1_000_000n * USD : 500n * USD);
    }
  }

  static genesis(size: CircuitSize): ExchangeState {
    const terms = { imRate: rate(0.1), bandRate: rate(0.2), slopeRate: 0n };
    return genesis(size, [perpetual(BTC, terms), perpetual(ETH, terms)]);
  }

  /** One random command. Returns whether it was accepted. */
  step(): boolean {
    this.last = this.#random.pick([
      'trade',
      'trade',
      'jump',
      'levy',
      'levy',
      'deleverage',
      'deleverage',
      'other',
    ] as const);
    this.named = [];
    this.world.now += this.#random.below(8);
    try {
      this[`_${this.last as 'trade' | 'jump' | 'levy' | 'deleverage' | 'other'}`]();
      this.#count(this.last);
      return true;
    } catch (error) {
      if (!(error instanceof TenorError)) throw error;
      this.#count(error.name);
      return false;
    }
  }

  #count(name: string): void {
    this.tally.set(name, (this.tally.get(name) ?? 0) + 1);
  }

  #held(account: number): { instrument: number; size: bigint } | null {
    const positions = this.world.ledger.state.accounts.get(account)!.positions.filter(({ size }) => size !== 0n);
    return positions.length === 0 ? null : this.#random.pick(positions);
  }

  #indebted(): number {
    const { ledger } = this.world;
    const poor = HOLDERS.filter((id) => this.#held(id) && ledger.health(id).equity < 0n);
    return poor.length > 0 ? this.#random.pick(poor) : this.#random.pick(HOLDERS);
  }

  #order(account: number, instrument: number, side: 0 | 1, size: bigint) {
    this.#slot = 20 + ((this.#slot + 1) % 700);
    const limitPrice = side === 0 ? 2n * this.#marks[instrument - 1]! : 1n;
    return this.world.signed('order', account, { instrument, side, size, limitPrice, slot: this.#slot });
  }

  _trade(): void {
    const [buyer, seller] = [this.#random.pick(HOLDERS), this.#random.pick(HOLDERS)];
    const instrument = this.#random.pick([BTC, BTC, ETH]);
    const size = BigInt(1 + this.#random.below(400));
    const mark = this.#marks[instrument - 1]!;
    this.world.fill(this.#order(buyer, instrument, 0, size), this.#order(seller, instrument, 1, size), size, mark, {
      takerFee: 0n,
    });
  }

  _jump(): void {
    this.#marks = this.#marks.map((mark) => mark + (mark * BigInt(this.#random.below(301) - 150)) / 1000n);
    this.#marks = this.#marks.map((mark) => (mark < USD ? 4n * USD : mark > 40n * USD ? 12n * USD : mark));
    this.world.round(...this.#marks);
  }

  /** A debt, or none, is closed against the order of somebody rich, and the winners pay what the fund lacks. */
  _levy(): void {
    const account = this.#indebted();
    const { instrument, size } = this.#held(account) ?? { instrument: BTC, size: 1n };
    const all = size > 0n ? size : -size;
    const lots = this.#random.below(2) === 0 ? all : 1n + (all * BigInt(this.#random.below(100))) / 100n;
    const price = this.#marks[instrument - 1]!;
    const plan = levyFor(this.world.ledger, account, instrument, lots, 0n);
    const wrong = this.#random.below(6) === 0 ? BigInt(this.#random.below(3) - 1) << 30n : 0n;
    const paid = plan ?? { insurance: 0n, levyStep: 1n };
    this.world.liquidate(account, this.#order(RESCUER, instrument, size > 0n ? 0 : 1, lots), lots, price, {
      insurance: paid.insurance,
      levyStep: paid.levyStep + wrong < 0n ? 0n : paid.levyStep + wrong,
    });
  }

  /** A debt, or none, is closed against some of the winners or all of them, at the price that it needs or at another one. */
  _deleverage(): void {
    const { ledger } = this.world;
    const account = this.#indebted();
    const { instrument, size } = this.#held(account) ?? { instrument: BTC, size: 1n };
    const winners = [...HOLDERS, RESCUER]
      .filter((id) => {
        const other = sizeOf(ledger.state.accounts.get(id)!, instrument);
        return id !== account && other !== 0n && other > 0n !== size > 0n;
      })
      .filter(() => this.#random.below(6) > 0)
      .slice(0, ledger.mostLiquidationFills);
    const held = winners.reduce((sum, id) => {
      const other = sizeOf(ledger.state.accounts.get(id)!, instrument);
      return sum + (other > 0n ? other : -other);
    }, 0n);
    const all = size > 0n ? size : -size;
    const most = held > all ? ((all - BigInt(winners.length)) << 32n) / (held + 1n) : 1n << 32n;
    const ratio = most > 1n ? 1n + (most * BigInt(this.#random.below(101))) / 101n : 1n;
    if (winners.length === 0) throw new TenorError('NO_POSITION');
    const plan = deleverageFor(ledger, account, instrument, winners, ratio);
    const wrong = this.#random.below(8) === 0 ? BigInt(this.#random.below(3) - 1) : 0n;
    this.world.deleverage({ ...plan, price: plan.price + wrong });
    this.named = [account, ...winners];
  }

  _other(): void {
    const kind = this.#random.below(8);
    if (kind === 0) this.world.insure(BigInt(1 + this.#random.below(30)) * USD);
    else this.world.deposit(this.#random.pick(HOLDERS), BigInt(1 + this.#random.below(kind === 1 ? 400 : 60)) * USD);
  }
}
