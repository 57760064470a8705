import type {
  AccountJson,
  AccountSettlementJson,
  InstrumentJson,
  PositionJson,
  PublicAccountJson,
} from '../../packages/sdk/src/index.ts';
import { fakeTicker } from './fake-market.ts';

const ACCOUNT = 7;
const COLLATERAL = '50000';

/** The account of the fake exchange: its positions are set by a test. */
export class FakeAccount {
  key = { x: 0n, y: 1n };
  marginMode = 'standard';
  /** Signed size by instrument. */
  readonly sizes = new Map<string, string>();
  readonly settlements: AccountSettlementJson[] = [];

  publicRecord(): PublicAccountJson {
    return { account: ACCOUNT, owner: '', key: [String(this.key.x), String(this.key.y)], engine_seq: 1 };
  }

  state(): AccountJson {
    return {
      account: ACCOUNT,
      owner: '',
      key: [String(this.key.x), String(this.key.y)],
      margin_mode: this.marginMode,
      collateral: COLLATERAL,
      equity: COLLATERAL,
      initial_margin: '9000',
      maintenance_margin: '5000',
      free_collateral: '41000',
      collateral_ratio: null,
      unrealized_pnl: '12.5',
      min_generation: '0',
      open_orders: 0,
      engine_seq: 1,
    };
  }

  positions(instruments: readonly InstrumentJson[]): PositionJson[] {
    return instruments
      .filter(({ name }) => this.sizes.has(name))
      .map((instrument) => {
        const mark = fakeTicker(instrument, Date.now()).mark_price!;
        const size = this.sizes.get(instrument.name)!;
        return {
          account: ACCOUNT,
          instrument: instrument.name,
          size,
          entry_price: mark,
          mark_price: mark,
          notional: (Number(mark) * Number(size)).toFixed(2),
          unrealized_pnl: '12.5',
          realized_pnl: '-3.25',
          funding_paid: '0',
          liquidation_price: null,
        };
      });
  }

  /** Pays a position out. */
  settle(instrument: string, price: string): void {
    const size = this.sizes.get(instrument);
    if (size === undefined) return;
    this.sizes.delete(instrument);
    this.settlements.unshift({
      account: ACCOUNT,
      instrument,
      size,
      amount: (Number(price) * Number(size) * 0.01).toFixed(2),
      time: Date.now(),
      engine_seq: 1,
      stage: 'accepted',
      batch: null,
      l1_tx: null,
    });
  }
}
