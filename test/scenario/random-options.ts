import {
  type CircuitSize,
  hasExpired,
  holdsExpired,
  type Instruction,
  isDated,
  isOption,
  type Market,
  type MarketTerms,
  markBounds,
  priceBand,
  type SignedInstruction,
  STANDARD_MODE,
  TenorError,
} from '@tenor/protocol';
import { call, fairMark, future, put } from './dated.ts';
import { Random, type Tally } from './random-trading.ts';
import { scenarioPricesOf } from './scenario-prices.ts';
import { genesis, USD, World } from './world.ts';

const HOUR = 3600;
const ACCOUNTS = [1, 2, 3, 4, 5, 6] as const;
const ACTIONS = [
  ...([
    'fill',
    'fill',
    'fill',
    'fill',
    'fill',
    'fill',
    'fill',
    'back',
    'back',
    'round',
    'round',
    'list',
    'list',
  ] as const),
  ...(['wait', 'expire', 'expire', 'expire', 'sweep', 'withdraw', 'withdraw', 'transfer', 'deposit'] as const),
  ...(['mode', 'mode', 'mode', 'cancel', 'funding', 'liquidate', 'seal'] as const),
];

/**
 * Random commands, legal and not, around the life of dated instruments: listings, trades in all kinds, in standard and in portfolio margin, moving marks,
 * expiries, sweeps, liquidations. Prices move by rounds that carry whatever settlement is due; the exchange's state is the world's ledger.
 */
export class RandomOptions {
  readonly world: World;
  readonly tally: Tally = new Map();
  /** The last command tried. */
  last = '';
  readonly #random: Random;
  readonly #index = [10n * USD, 3n * USD];
  /** What each hour was settled at: a signer signs one price for it, ever. */
  readonly #settlements = new Map<number, bigint[]>();
  readonly #resting = new Map<string, SignedInstruction>();
  #lastFill: { instrument: number; buyer: number; seller: number; size: bigint } | null = null;
  #nextInstrument = 3;
  #slot = 0;

  constructor(size: CircuitSize, seed: number) {
    this.#random = new Random(seed);
    this.world = new World(size, genesis(size));
    this.#publish();
    for (const id of ACCOUNTS) {
      this.world.register(id, `trader ${id}`, BigInt(1 + (id % 2)) * 0xabcn);
      this.world.deposit(id, BigInt(100 + this.#random.below(900)) * USD);
    }
  }

  /** One random command. Returns whether it was accepted; a refusal must have changed nothing. */
  step(): boolean {
    this.last = this.#random.pick(ACTIONS);
    this.world.now += this.#random.below(6);
    const before = this.world.ledger.serialize();
    try {
      this.#act(this.last as (typeof ACTIONS)[number]);
      this.#count(this.last);
      return true;
    } catch (error) {
      if (!(error instanceof TenorError)) throw error;
      this.#count(error.name);
      if (this.world.ledger.serialize() !== before)
        throw new Error(`${this.last} was refused (${error.name}) but changed the state`);
      return false;
    }
  }

  /** Lets every due instrument expire and settles every account: then nothing is owed for what has expired. */
  settleAll(): void {
    for (let row = this.#dueRow(); row >= 0; row = this.#dueRow()) {
      this.#publish();
      this.world.expire(row);
    }
    for (const id of ACCOUNTS) this.world.sweep(id);
  }

  #act(action: (typeof ACTIONS)[number]): void {
    const { world } = this;
    const account = this.#random.pick(ACCOUNTS);
    const slot = 500 + this.#random.below(260);
    if (action === 'fill') this.#fill();
    else if (action === 'back') this.#back();
    else if (action === 'round') this.#move();
    else if (action === 'list') this.#list();
    else if (action === 'wait') this.#wait();
    else if (action === 'expire') this.#expire();
    else if (action === 'sweep') {
      if (!world.sweep(account)) this.#count('nothing to sweep');
    } else if (action === 'deposit') world.deposit(account, BigInt(1 + this.#random.below(300)) * USD);
    else if (action === 'funding') this.#funding();
    else if (action === 'liquidate') this.#liquidate();
    else if (action === 'mode') this.#takeMode(account, slot);
    else if (action === 'seal') {
      world.begin();
      world.ledger.seal();
    } else if (action === 'cancel') world.oneShot(world.signed('cancel', account, { slot }));
    else this.#send(action, account, slot);
  }

  #send(kind: 'withdraw' | 'transfer', account: number, slot: number): void {
    const state = this.world.ledger.state.accounts.get(account)!;
    if (holdsExpired(state, this.world.ledger.state.settled)) this.#count(`${kind} with expired positions`);
    const free = this.world.ledger.health(account).freeCollateral;
    // Now and then everything that is free: what is left stands at its margin.
    const all = free > 0n && this.#random.below(3) === 0;
    const amount = all ? free : BigInt(1 + this.#random.below(200)) * USD;
    const instrument = kind === 'transfer' ? this.#random.pick(ACCOUNTS) : 0;
    this.world.oneShot(this.world.signed(kind, account, { amount, instrument, slot }));
  }

  /** A margin mode, now and then of an underlying that there is not. */
  #takeMode(account: number, slot: number): void {
    const { size, ledger } = this.world;
    const mode = this.#random.below(10) === 0 ? size.U + 1 : this.#random.pick([STANDARD_MODE, 1, 1, 2, 2]);
    const before = ledger.state.accounts.get(account)!.marginMode;
    this.world.oneShot(this.world.signed('marginMode', account, { instrument: mode, slot }));
    if (before !== mode) this.#count(mode === STANDARD_MODE ? 'to standard margin' : 'to portfolio margin');
  }

  #count(name: string): void {
    this.tally.set(name, (this.tally.get(name) ?? 0) + 1);
  }

  #listed(): Market[] {
    return this.world.ledger.state.markets.filter((market): market is Market => market !== null);
  }

  /** The row of the listed instrument that expired first, −1 where none has. */
  #dueRow(): number {
    const due = this.#listed()
      .filter((market) => isDated(market) && market.expiryHour * HOUR <= this.world.now)
      .sort((a, b) => a.expiryHour - b.expiryHour)[0];
    return due ? this.world.ledger.state.markets.indexOf(due) : -1;
  }

  /** A round of now: marks a little off the fair ones, the settlement that is due. */
  #publish(): void {
    const premiums = new Map<string, bigint>();
    const marks = this.world.ledger.state.markets.map((market) => (market ? this.#markOf(market, premiums) : 0n));
    const row = this.#dueRow();
    const settlementHour = row < 0 ? 0 : this.world.ledger.state.markets[row]!.expiryHour;
    if (row >= 0 && !this.#settlements.has(settlementHour)) this.#settlements.set(settlementHour, [...this.#index]);
    const settlement = this.#settlements.get(settlementHour) ?? this.#index.map(() => 0n);
    const scenarioPrices = this.#scenarioPrices(marks);
    this.world.publish({ marks, index: [...this.#index], scenarioPrices, settlementHour, settlement });
  }

  /** The fair mark and a premium, the same for all strikes of an expiry, so that nothing can be gained between them. */
  #markOf(terms: MarketTerms, premiums: Map<string, bigint>): bigint {
    const index = this.#index[terms.underlying - 1]!;
    const group = `${terms.underlying} ${terms.expiryHour} ${terms.kind}`;
    const premium = premiums.get(group) ?? (index * BigInt(this.#random.below(isOption(terms) ? 50 : 4))) / 1000n;
    premiums.set(group, premium);
    const mark = fairMark(terms, index) + premium;
    const { low, high } = markBounds(terms, index);
    return mark > high ? high : mark < low ? low : mark;
  }

  /** Scenario prices around the marks; now and then options are worth nothing in any scenario. */
  #scenarioPrices(marks: readonly bigint[]): (readonly bigint[])[] {
    const nothing = this.#random.below(8) === 0;
    return this.world.ledger.state.markets.map((market, row) => {
      const prices = market ? scenarioPricesOf(market, marks[row]!) : [];
      return nothing ? prices.map(() => 0n) : prices;
    });
  }

  /** The index moves up to 2 %, now and then 8 %. */
  #move(): void {
    const span = this.#random.below(6) === 0 ? 80 : 20;
    this.#index.forEach((price, u) => {
      this.#index[u] = price + (price * BigInt(this.#random.below(2 * span + 1) - span)) / 1000n;
    });
    this.#publish();
  }

  #list(): void {
    if (this.#nextInstrument >= 4 ** this.world.size.SETTLED) return;
    const underlying = 1 + this.#random.below(2);
    const id = this.#nextInstrument++;
    const hour = Math.floor(this.world.now / HOUR) + 1 + this.#random.below(4);
    const strike = (this.#index[underlying - 1]! * BigInt(85 + this.#random.below(31))) / 100n;
    const free = this.world.ledger.state.markets.includes(null);
    const kind = this.#random.below(5);
    if (kind === 0) this.world.list(future(id, underlying, hour));
    else this.world.list((kind < 3 ? call : put)(id, underlying, strike, hour));
    if (!free) this.#count('listed without a free row');
  }

  /** Time passes up to an expiry, so that something falls due. */
  #wait(): void {
    const next = this.#listed()
      .filter(isDated)
      .map(({ expiryHour }) => expiryHour * HOUR)
      .filter((time) => time > this.world.now)
      .sort((a, b) => a - b)[0];
    if (this.#random.below(2) === 0) return;
    const near = next === undefined ? this.world.now + 600 : next - 20 + this.#random.below(60);
    this.world.now = Math.max(this.world.now, near);
    this.#publish();
  }

  #expire(): void {
    const row = this.#dueRow();
    if (row < 0) {
      this.world.expire(this.#random.below(this.world.size.M));
      return;
    }
    if (this.#random.below(4) > 0) this.#publish();
    this.world.expire(row);
  }

  #order(account: number, market: Market, side: 0 | 1, more: Partial<Instruction> = {}): SignedInstruction {
    const { index, marks } = this.world.ledger.currentRound!;
    const row = this.world.ledger.state.markets.findIndex((other) => other?.instrument === market.instrument);
    const { low, high } = priceBand(market, marks[row] ?? 0n, index[market.underlying - 1]!);
    this.#slot = (this.#slot + 1) % 500;
    return this.world.signed('order', account, {
      instrument: market.instrument,
      side,
      size: BigInt(1 + this.#random.below(150)),
      limitPrice: side === 0 ? high : low > 0n ? low : 1n,
      slot: this.#slot,
      reduceOnly: this.#random.below(8) === 0,
      maxFeePerLot: 10n,
      ...more,
    });
  }

  #priceOf(market: Market): bigint {
    const { index, marks } = this.world.ledger.currentRound!;
    const row = this.world.ledger.state.markets.findIndex((other) => other?.instrument === market.instrument);
    const mark = marks[row] ?? 0n;
    const { width } = priceBand(market, mark, index[market.underlying - 1]!);
    const price = mark + (width * BigInt(this.#random.below(160) - 80)) / 100n;
    return price > 0n ? price : 1n;
  }

  #fill(): void {
    const trading = this.#listed().filter((market) => isDated(market) && !hasExpired(market, this.world.now));
    const market = this.#random.pick(trading.length > 0 && this.#random.below(4) > 0 ? trading : this.#listed());
    const side = this.#random.below(2) as 0 | 1;
    const [a, b] = [this.#random.pick(ACCOUNTS), this.#random.pick(ACCOUNTS)];
    const key = `${b}:${market.instrument}:${1 - side}`;
    const taker = this.#order(a, market, side);
    const again = this.#random.below(3) === 0 ? this.#resting.get(key) : undefined;
    const maker = again ?? this.#order(b, market, (1 - side) as 0 | 1, { size: taker.instruction.size + 60n });
    this.#resting.set(key, maker);
    const size = 1n + BigInt(this.#random.below(Number(taker.instruction.size)));
    // The maker pays, gets a rebate, or would get more than the taker pays.
    const makerFee = size * BigInt(this.#random.below(6) - 4);
    this.world.fill(taker, maker, size, this.#priceOf(market), { takerFee: 3n * size, makerFee });
    this.#lastFill = { instrument: market.instrument, buyer: side === 0 ? a : b, seller: side === 0 ? b : a, size };
  }

  /** The last trade is turned round, wholly or in part. */
  #back(): void {
    const last = this.#lastFill;
    const market = this.#listed().find(({ instrument }) => instrument === last?.instrument);
    if (!last || !market) return;
    const size = this.#random.below(3) === 0 ? 1n + last.size / 2n : last.size;
    const more = { size, reduceOnly: false };
    const taker = this.#order(last.seller, market, 0, more);
    this.world.fill(taker, this.#order(last.buyer, market, 1, more), size, this.#priceOf(market), { takerFee: 0n });
  }

  #funding(): void {
    const row = this.#random.below(this.world.size.M);
    const market = this.world.ledger.state.markets[row];
    const hours = market ? Math.floor(this.world.now / HOUR) - market.lastFundingHour : 1;
    const step = market ? (market.fundingCapRate * 2n * USD * BigInt(this.#random.below(2001) - 1000)) / 1000n : 0n;
    this.world.begin();
    this.world.ledger.applyFunding({ row, step, hours: Math.min(hours, 255) });
  }

  /** Closes a part of a position of the account that is nearest to its maintenance margin; a healthy one is refused. */
  #liquidate(): void {
    const { ledger } = this.world;
    const spare = (id: number): bigint => ledger.health(id).equity - ledger.health(id).maintenanceMargin;
    const poorest = [...ACCOUNTS].sort((a, b) => (spare(a) < spare(b) ? -1 : 1))[0]!;
    const held = ledger.state.accounts.get(poorest)!.positions.filter(({ size }) => size !== 0n);
    const position = held.length > 0 ? this.#random.pick(held) : { instrument: 1, size: 1n };
    const market = this.#listed().find(({ instrument }) => instrument === position.instrument);
    const lots = position.size > 0n ? position.size : -position.size;
    const size = this.#random.below(2) === 0 ? lots : 1n + lots / BigInt(2 + this.#random.below(4));
    const maker = this.#random.pick(ACCOUNTS.filter((id) => id !== poorest));
    const order = this.#order(maker, market ?? this.#listed()[0]!, position.size > 0n ? 0 : 1, {
      instrument: position.instrument,
      size,
      reduceOnly: false,
    });
    const { index, marks } = ledger.currentRound!;
    const mark = market ? marks[ledger.state.markets.indexOf(market)]! : index[0]!;
    this.world.liquidate(poorest, order, size, mark > 0n ? mark : 1n, {});
  }
}
