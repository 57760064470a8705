import type {
  AccountJson,
  AccountSettlementJson,
  ErrorJson,
  InstrumentJson,
  MarginPreviewJson,
  MethodParams,
  PositionJson,
  PublicAccountJson,
} from '../../packages/sdk/src/index.ts';
import { fakeTicker } from './fake-market.ts';

const ACCOUNT = 7;
const COLLATERAL = '50000';

const NEEDED: Readonly<Record<string, number>> = { standard: 9_000, 'portfolio:BTC': 4_250, 'portfolio:ETH': 51_000 };
const MARGIN: ErrorJson = {
  code: 30001,
  name: 'MARGIN',
  message: 'Not enough margin.',
  data: { retryable: true, outcome: 'not_executed' },
};

export type PreviewParams = MethodParams<'private/margin_preview'>;

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

  /** Made-up figures: a unit of anything needs 10,000 USD, and each mode something else. */
  marginPreview(asked: PreviewParams): MarginPreviewJson {
    const state = this.state();
    const mode = asked.margin_mode ?? state.margin_mode;
    const needed = NEEDED[mode]! + Number(asked.size ?? 0) * 10_000;
    const free = Number(COLLATERAL) - needed;
    const { equity, initial_margin, maintenance_margin, free_collateral } = state;
    return {
      margin_mode: mode,
      now: { equity, initial_margin, maintenance_margin, free_collateral },
      after: { equity, initial_margin: String(needed), maintenance_margin, free_collateral: String(free) },
      worst_case: String(needed),
      accepted: free >= 0,
      reason: free >= 0 ? null : MARGIN,
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
