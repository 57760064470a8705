import { placeHolders } from '../../../../test/scenario/holders.ts';
import { BTC, DOMAIN, ETH, genesis, oracleKeys, perpetual, USD, World } from '../../../../test/scenario/world.ts';
import { type BatchRecord, CIRCUIT_SIZES, type Position, SettledState } from '../../src/index.ts';
import { brokenConstraints } from './broken-constraints.ts';
import { stateText } from './state-text.ts';

const SIZE = CIRCUIT_SIZES.dev;
export const MARK = 10n * USD;
/** Holders: Alice has the debt; Bob and Dave hold the other side; Carol is rich and holds nothing; Eve holds Alice's side. */
export const [ALICE, BOB, CAROL, DAVE, EVE] = [1, 2, 3, 4, 5] as const;

/**
 * Alice is long 1000 lots of BTC at $10 (IM 5 %: $500; a levy takes at most 6.25 cents a lot), Eve 500; Bob is short 900, Dave 600, each with $2000 of
 * equity unless given.
 */
export class IndebtedWorld {
  readonly w: World;
  readonly settled: SettledState;

  constructor(equity: bigint, fund: bigint, more: { readonly bob?: bigint; readonly flipped?: boolean } = {}) {
    const terms = { imRate: 52_429n, slopeRate: 0n };
    this.w = new World(SIZE, genesis(SIZE, [perpetual(BTC, terms), perpetual(ETH, terms)]));
    const { state } = this.w.ledger;
    const sign = more.flipped ? -1n : 1n;
    const holders = [
      { id: ALICE, equity, lots: [sign * 1000n] },
      { id: BOB, equity: more.bob ?? 2000n * USD, lots: [sign * -900n] },
      { id: CAROL, equity: 50_000n * USD },
      { id: DAVE, equity: 2000n * USD, lots: [sign * -600n] },
      { id: EVE, equity: 2000n * USD, lots: [sign * 500n] },
    ];
    placeHolders(this.w, holders, [MARK]);
    state.house.insuranceFund = fund;
    this.settled = new SettledState(SIZE, state, oracleKeys(SIZE));
    this.w.round(MARK, 3n * USD);
  }

  /** A signed order that takes lots from Alice. */
  taker(lots: bigint, side: 0 | 1 = 0) {
    return this.w.signed('order', CAROL, { size: lots, side, limitPrice: side === 0 ? 20n * USD : 1n, slot: 11 });
  }

  size(id: number): bigint {
    return this.#position(id)?.size ?? 0n;
  }

  #position(id: number): Position | undefined {
    return this.w.ledger.state.accounts.get(id)!.positions.find(({ size }) => size !== 0n);
  }

  equity(id: number): bigint {
    return this.w.ledger.health(id).equity;
  }

  get fund(): bigint {
    return this.w.ledger.state.house.insuranceFund;
  }

  /** Seals, works the plans out apart from the ledger, and returns what the circuit would refuse in them. */
  settle(): { readonly broken: string[]; readonly records: BatchRecord[] } {
    const broken: string[] = [];
    const records = this.w.sealed().map((plan) => {
      const record = this.settled.net(plan);
      broken.push(...brokenConstraints(record, this.settled.state, SIZE));
      this.settled.applyRecord(record, DOMAIN);
      return record;
    });
    if (stateText(this.settled.state) !== stateText(this.w.ledger.state)) broken.push('the state of the ledger');
    return { broken, records };
  }
}
