import {
  CIRCUIT_SIZES,
  derivePublicKey,
  type ExchangeState,
  type Fill,
  type Instruction,
  isOption,
  Ledger,
  type Market,
  type MarketTerms,
  markBounds,
  type SignedInstruction,
  TenorError,
} from '@tenor/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scenarioPricesOf } from '../../../test/scenario/scenario-prices.ts';
import { HealthModel } from '../src/index.ts';
import { OracleSigner } from './support/oracle-signer.ts';
import { future, option, perpetual } from './support/terms.ts';

const DOMAIN = 5n;
const START = 500_000 * 3600;
const ACCOUNTS = 3;
const KEY = derivePublicKey(new Uint8Array(32).fill(1));

/** After two hours of funding. */
const EXPIRY_HOUR = 500_002;
const TERMS: readonly MarketTerms[] = [
  perpetual(1, 1),
  perpetual(2, 2),
  future(3, EXPIRY_HOUR),
  option(4, 'call', 9_400_000n, EXPIRY_HOUR),
  option(5, 'put', 9_600_000n, EXPIRY_HOUR),
];

const market = (terms: MarketTerms): Market => ({
  ...terms,
  indexLong: 12_345n,
  indexShort: 12_345n,
  openInterest: 0n,
  lastMark: 0n,
  lastFundingHour: 499_999,
});

/** The real rules and the health model side by side, fed with the same accepted commands. */
class Twins {
  readonly ledger: Ledger;
  readonly model: HealthModel;
  readonly #oracle = new OracleSigner({
    secrets: [2, 3, 4, 5].map((byte) => new Uint8Array(32).fill(byte)),
    quorum: 3,
    domain: DOMAIN,
    rows: 16,
  });
  time = START;
  accepted = 0;
  expired = 0;
  #sequence = 0;
  #entries = 0;

  constructor() {
    const markets = Array.from({ length: 16 }, (_, row) => {
      const terms = TERMS[row];
      return terms ? market(terms) : null;
    });
    const genesis: ExchangeState = {
      accounts: new Map(),
      markets,
      house: { feePool: 0n, insuranceFund: 0n },
      settled: new Map(),
    };
    const { keys: oracleKeys } = this.#oracle;
    this.ledger = Ledger.create({ size: CIRCUIT_SIZES.dev, domain: DOMAIN, oracleKeys, genesis });
    this.model = new HealthModel(TERMS.map((terms, row) => ({ row, terms })));
  }

  /** Returns whether the rules took it. */
  #run(command: () => void): boolean {
    this.ledger.beginCommand(++this.#sequence, 0n, this.time);
    try {
      command();
      this.accepted++;
      return true;
    } catch (error) {
      if (error instanceof TenorError) return false;
      throw error;
    }
  }

  #signed(said: Partial<Instruction> & Pick<Instruction, 'kind' | 'account' | 'slot'>): SignedInstruction {
    const nothing = { side: 0, instrument: 0, size: 0n, limitPrice: 0n, maxFeePerLot: 0n, amount: 0n } as const;
    const fresh = { generation: BigInt(this.#sequence), revision: 0, expiry: this.time + 60 };
    const instruction = { ...nothing, ...fresh, reduceOnly: false, postOnly: false, ...said };
    return { instruction, signature: { R8: KEY, S: 0n }, key: KEY };
  }

  /** Takes a margin mode, if the rules let it. */
  changeMode(account: number, mode: number): void {
    const signed = this.#signed({ kind: 'marginMode', account, instrument: mode, slot: 2 });
    if (!this.#run(() => this.ledger.applyOneShot(signed))) return;
    const { marginMode } = this.ledger.state.accounts.get(account)!;
    expect(marginMode).toBe(mode);
    this.model.apply({ type: 'account', account, marginMode });
  }

  /** `shares` place each mark between its bounds, in thousandths. */
  round(index: readonly bigint[], shares: readonly bigint[]): void {
    const marks = new Map<number, bigint>();
    const scenarioPrices = new Map<number, readonly bigint[]>();
    const instruments = new Map<number, number>();
    this.ledger.state.markets.forEach((listed, row) => {
      if (!listed) return;
      instruments.set(row, listed.instrument);
      const { low, high } = markBounds(listed, index[listed.underlying - 1]!);
      const mark = low + ((high - low) * shares[row]!) / 1000n + 1n;
      marks.set(row, mark);
      if (isOption(listed)) scenarioPrices.set(row, scenarioPricesOf(listed, mark));
    });
    const due = this.time >= EXPIRY_HOUR * 3600;
    const settlement = due ? { hour: EXPIRY_HOUR, prices: SETTLEMENT } : null;
    const round = this.#oracle.sign(this.time, { instruments, marks, scenarioPrices, index, settlement });
    if (this.#run(() => this.ledger.applyRound(round))) this.model.apply({ type: 'round', round });
  }

  /** Expires what is due. */
  expire(): void {
    if (!this.ledger.currentRound?.settlementHour) return;
    TERMS.forEach((terms, row) => {
      if (terms.expiryHour === 0 || !this.ledger.state.markets[row]) return;
      expect(this.#run(() => this.ledger.applyExpiry(row))).toBe(true);
      this.model.apply({ type: 'expired', expiry: { terms, settlementPrice: SETTLEMENT[0]! } });
      this.expired++;
    });
  }

  sweep(account: number): void {
    this.#run(() => this.ledger.applySweep(account));
  }

  open(account: number, amount: bigint): void {
    const entry = { account, owner: BigInt(account), key: KEY, amount };
    for (const kind of ['register', 'deposit'] as const) {
      expect(this.#run(() => this.ledger.applyEntry({ kind, index: this.#entries++, ...entry }))).toBe(true);
      this.model.apply({ type: 'movement', movement: { kind, account, amount: kind === 'deposit' ? amount : 0n } });
    }
  }

  fund(row: number, step: bigint): void {
    this.time += 3600;
    const hours = Math.floor(this.time / 3600) - this.ledger.state.markets[row]!.lastFundingHour;
    if (this.#run(() => this.ledger.applyFunding({ row, step, hours }))) {
      this.model.apply({ type: 'funding', funding: { instrument: row + 1, step } });
    }
  }

  trade(taker: number, maker: number, instrument: number, side: 0 | 1, size: bigint, price: bigint, fee: bigint): void {
    const order = { kind: 'order', instrument, size, limitPrice: price, maxFeePerLot: 1_000_000n } as const;
    const signed = (account: number, onSide: 0 | 1) => this.#signed({ ...order, account, side: onSide, slot: 1 });
    const makerSide = side === 0 ? 1 : 0;
    const fill: Fill = {
      instrument,
      taker: signed(taker, side),
      maker: signed(maker, makerSide),
      size,
      price,
      takerFee: fee,
      makerFee: fee / 2n,
    };
    if (!this.#run(() => this.ledger.applyFill(fill))) return;
    this.model.apply({ type: 'fill', fill: { account: taker, instrument, side, price, size, fee } });
    this.model.apply({
      type: 'fill',
      fill: { account: maker, instrument, side: makerSide, price, size, fee: fee / 2n },
    });
  }
}

const account = fc.integer({ min: 1, max: ACCOUNTS });
const row = fc.integer({ min: 0, max: TERMS.length - 1 });
const INDEX = [9_400_000n, 3_300_000n] as const;
const SETTLEMENT = [9_450_000n, 3_310_000n];
const percent = fc.bigInt({ min: -2n, max: 2n });
const share = fc.bigInt({ min: 0n, max: 999n });
const shares = fc.tuple(share, share, share, share, share);
const round = fc.tuple(fc.constant('round' as const), fc.tuple(percent, percent), shares);
const step = fc.oneof(
  round,
  round,
  fc.tuple(fc.constant('expire' as const)),
  fc.tuple(fc.constant('sweep' as const), account),
  fc.tuple(fc.constant('mode' as const), account, fc.integer({ min: 0, max: 2 })),
  fc.tuple(
    fc.constant('fund' as const),
    fc.integer({ min: 0, max: 1 }),
    fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
  ),
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constant('trade' as const),
      fc.record({ taker: account, maker: account, row, side: fc.constantFrom(0 as const, 1 as const) }),
      fc.record({ size: fc.bigInt({ min: 1n, max: 100n }), off: percent, fee: fc.bigInt({ min: 0n, max: 50_000n }) }),
    ),
  },
);

test('health is what the rules say, within a µUSD for each time they settled: perpetuals, a future, options, their expiry, and margin modes', () => {
  const seen = { trades: 0, options: 0, expired: 0, shortOptions: 0, scoped: 0 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const twins = new Twins();
      twins.round(INDEX, [500n, 500n, 500n, 100n, 100n]);
      for (let id = 1; id <= ACCOUNTS; id++) twins.open(id, 400_000_000n);
      const around = (price: bigint, index: bigint, off: bigint): bigint => price + (index * off) / 100n;
      for (const next of steps) {
        twins.time++;
        if (next[0] === 'round') {
          const [btc, eth] = next[1];
          twins.round([around(INDEX[0], INDEX[0], btc), around(INDEX[1], INDEX[1], eth)], next[2]);
        } else if (next[0] === 'mode') twins.changeMode(next[1], next[2]);
        else if (next[0] === 'expire') twins.expire();
        else if (next[0] === 'sweep') twins.sweep(next[1]);
        else if (next[0] === 'fund') twins.fund(next[1], next[2]);
        else {
          const [, { taker, maker, row: at, side }, { size, off, fee }] = next;
          const before = twins.accepted;
          const price = around(twins.ledger.currentRound!.marks[at]!, INDEX[TERMS[at]!.underlying - 1]!, off);
          if (price > 0n) twins.trade(taker, maker, at + 1, side, size, price, fee);
          seen.trades += twins.accepted - before;
          if (at >= 3) seen.options += twins.accepted - before;
        }
        for (let id = 1; id <= ACCOUNTS; id++) {
          const rules = twins.ledger.health(id);
          const { figures, positions } = twins.model.report(id);
          expect(figures!.initialMargin).toBe(rules.initialMargin);
          expect(figures!.maintenanceMargin).toBe(rules.maintenanceMargin);
          const difference = figures!.equity - rules.equity;
          expect(difference).toBeGreaterThanOrEqual(0n);
          expect(difference).toBeLessThanOrEqual(BigInt(twins.accepted));
          for (const { instrument, size } of positions) {
            expect(twins.ledger.state.settled.has(instrument)).toBe(false);
            if (instrument >= 4 && size < 0n) seen.shortOptions++;
            const { underlying } = TERMS[instrument - 1]!;
            if (size !== 0n && twins.ledger.state.accounts.get(id)!.marginMode === underlying) seen.scoped++;
          }
        }
      }
      seen.expired += twins.expired;
    }),
    { numRuns: 60 },
  );
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(20);
});
