import {
  CIRCUIT_SIZES,
  derivePublicKey,
  type ExchangeState,
  type Fill,
  Ledger,
  type Market,
  type SignedInstruction,
  TenorError,
} from '@tenor/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HealthModel, OracleSigner } from '../src/index.ts';

const DOMAIN = 5n;
const START = 500_000 * 3600;
const ACCOUNTS = 3;
const KEY = derivePublicKey(new Uint8Array(32).fill(1));

const market = (instrument: number): Market => ({
  instrument,
  kind: 1,
  underlying: instrument,
  status: 1,
  strike: 0n,
  expiryHour: 0,
  imRate: 52_429n,
  slopeRate: 721n,
  bandRate: 52_429n,
  fundingCapRate: 671_088n,
  openInterestCap: 100_000_000n,
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
  readonly #oracle = new OracleSigner({ secret: new Uint8Array(32).fill(2), domain: DOMAIN, rows: 16 });
  time = START;
  accepted = 0;
  #sequence = 0;
  #entries = 0;

  constructor() {
    const markets = Array.from({ length: 16 }, (_, row) => (row < 2 ? market(row + 1) : null));
    const genesis: ExchangeState = { accounts: new Map(), markets, house: { feePool: 0n, insuranceFund: 0n } };
    this.ledger = Ledger.create({ size: CIRCUIT_SIZES.dev, domain: DOMAIN, oracleKey: this.#oracle.key, genesis });
    this.model = new HealthModel([0, 1].map((row) => ({ row, terms: market(row + 1) })));
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

  round(btc: bigint, eth: bigint): void {
    const round = this.#oracle.sign(
      this.time,
      new Map([
        [0, btc],
        [1, eth],
      ]),
    );
    if (this.#run(() => this.ledger.applyRound(round))) this.model.apply({ type: 'round', round });
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
    const signed = (account: number, onSide: 0 | 1): SignedInstruction => ({
      instruction: {
        kind: 'order',
        account,
        instrument,
        side: onSide,
        reduceOnly: false,
        postOnly: false,
        slot: 1,
        generation: BigInt(this.#sequence),
        revision: 0,
        expiry: this.time + 60,
        size,
        limitPrice: price,
        maxFeePerLot: 1_000_000n,
        amount: 0n,
      },
      signature: { R8: KEY, S: 0n },
      key: KEY,
    });
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
const row = fc.integer({ min: 0, max: 1 });
const MARKS = [9_400_000n, 3_300_000n] as const;
const percent = fc.bigInt({ min: -2n, max: 2n });
const step = fc.oneof(
  fc.tuple(fc.constant('round' as const), percent, percent),
  fc.tuple(fc.constant('fund' as const), row, fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n })),
  fc.tuple(
    fc.constant('trade' as const),
    fc.record({ taker: account, maker: account, row, side: fc.constantFrom(0 as const, 1 as const) }),
    fc.record({ size: fc.bigInt({ min: 1n, max: 200n }), off: percent, fee: fc.bigInt({ min: 0n, max: 50_000n }) }),
  ),
);

test('health is what the rules say, within a µUSD for each time they settled', () => {
  let trades = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const twins = new Twins();
      twins.round(...MARKS);
      for (let id = 1; id <= ACCOUNTS; id++) twins.open(id, 200_000_000n);
      const around = (index: number, off: bigint): bigint => (MARKS[index]! * (100n + off)) / 100n;
      for (const next of steps) {
        twins.time++;
        if (next[0] === 'round') twins.round(around(0, next[1]), around(1, next[2]));
        else if (next[0] === 'fund') twins.fund(next[1], next[2]);
        else {
          const [, { taker, maker, row: at, side }, { size, off, fee }] = next;
          const before = twins.accepted;
          twins.trade(taker, maker, at + 1, side, size, around(at, off), fee);
          trades += twins.accepted - before;
        }
        for (let id = 1; id <= ACCOUNTS; id++) {
          const rules = twins.ledger.health(id);
          const { figures } = twins.model.report(id);
          expect(figures!.initialMargin).toBe(rules.initialMargin);
          expect(figures!.maintenanceMargin).toBe(rules.maintenanceMargin);
          const difference = figures!.equity - rules.equity;
          expect(difference).toBeGreaterThanOrEqual(0n);
          expect(difference).toBeLessThanOrEqual(BigInt(twins.accepted));
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(trades).toBeGreaterThan(100);
});
