import { type MarketTerms, parseExact, payoff, STANDARD_MODE, stringifyExact, TenorError } from '@tenor/protocol';
import type {
  ExpiryRecord,
  FillRecord,
  FundingRecord,
  HealthEvent,
  LevyRecord,
  MovementRecord,
  OtherEvent,
  RoundRecord,
} from '../events.ts';
import type { HealthReport } from './health-report.ts';
import { afterFill, flatPosition, fundingUpTo, type OpenPosition } from './open-position.ts';
import { type PastResult, reportHealth } from './report-health.ts';

/** What the model needs of a listed instrument. */
export interface ListedInstrument {
  readonly row: number;
  readonly terms: MarketTerms;
}

interface TrackedAccount {
  /** µUSD. */
  netDeposits: bigint;
  /** STANDARD_MODE until an event says otherwise. */
  marginMode: number;
  readonly positions: Map<number, OpenPosition>;
  /** Of positions in instruments that have expired. */
  past: PastResult;
}

/** Another form of the state is not read: the history makes it again. */
const VERSION = 3;

interface TrackedState {
  readonly version: typeof VERSION;
  readonly instruments: Map<number, ListedInstrument>;
  readonly accounts: Map<number, TrackedAccount>;
  /** Cash index by instrument as far as this model followed it, µUSD per lot × 2^24. */
  readonly indices: Map<number, bigint>;
  prices: RoundRecord;
}

const emptyState = (): TrackedState => ({
  version: VERSION,
  instruments: new Map(),
  accounts: new Map(),
  indices: new Map(),
  prices: { marks: [], scenarioPrices: [], index: [] },
});

function restored(serialized: string): TrackedState {
  const state = parseExact<TrackedState>(serialized);
  if (state.version !== VERSION) throw new RangeError('Another version of the health model wrote this.');
  return state;
}

const INCOMING: Readonly<Record<MovementRecord['kind'], bigint>> = {
  register: 0n,
  deposit: 1n,
  transferIn: 1n,
  insurance: 1n,
  withdrawal: -1n,
  transferOut: -1n,
};

/**
 * Account health as people read it, by following the exchange's events from the first one on (or from a `serialize`d
 * state): entry prices, realised and unrealised profit, funding and liquidation prices. It decides nothing.
 */
export class HealthModel {
  readonly #state: TrackedState;

  /**
   * @param instruments what is listed where the events begin; of what comes later events tell
   * @param serialized Throws RangeError where another version of the model wrote it
   */
  constructor(instruments: readonly ListedInstrument[], serialized?: string) {
    this.#state = serialized ? restored(serialized) : emptyState();
    for (const { row, terms } of instruments) this.#state.instruments.set(terms.instrument, { row, terms });
  }

  /** Takes the next event; those without meaning for health are passed over. */
  apply(event: HealthEvent | OtherEvent): void {
    switch (event.type) {
      case 'fill':
        this.#fill(event.fill);
        break;
      case 'movement':
        this.#move(event.movement);
        break;
      case 'funding':
        this.#fund(event.funding);
        break;
      case 'levy':
        this.#levy(event.levy);
        break;
      case 'round':
        this.#takePrices(event.round);
        break;
      case 'account':
        this.#account(event.account).marginMode = event.marginMode;
        break;
      case 'listed':
        this.#state.instruments.set(event.listing.terms.instrument, {
          row: event.listing.row,
          terms: event.listing.terms,
        });
        break;
      case 'expired':
        this.#expire(event.expiry);
    }
  }

  /** The figures of an account as of the last event. Throws UNKNOWN_ACCOUNT. */
  report(account: number): HealthReport {
    const tracked = this.#state.accounts.get(account);
    if (!tracked) throw new TenorError('UNKNOWN_ACCOUNT');
    const held = [...tracked.positions].map(([instrument, position]) => {
      const { row, terms } = this.#listed(instrument);
      const { marks, scenarioPrices, index } = this.#state.prices;
      const mark = marks[row];
      const prices = mark ? { mark, index: index[terms.underlying - 1]!, scenarios: scenarioPrices[row]! } : null;
      return { position, terms, cashIndex: this.#indexOf(instrument), prices };
    });
    return reportHealth(account, tracked, held);
  }

  /** Accounts seen so far. */
  accounts(): number[] {
    return [...this.#state.accounts.keys()];
  }

  serialize(): string {
    return stringifyExact(this.#state);
  }

  #fill({ account, instrument, side, price, size, fee }: FillRecord): void {
    this.#listed(instrument);
    const index = this.#indexOf(instrument);
    const { positions } = this.#account(account);
    const lots = side === 0 ? size : -size;
    positions.set(instrument, afterFill(positions.get(instrument) ?? flatPosition(index), lots, price, fee, index));
  }

  #move({ kind, account, amount }: MovementRecord): void {
    this.#account(account).netDeposits += INCOMING[kind] * amount;
  }

  #takePrices({ marks, scenarioPrices, index }: RoundRecord): void {
    this.#state.prices = { marks, scenarioPrices, index };
  }

  #fund({ instrument, step }: FundingRecord): void {
    this.#state.indices.set(instrument, this.#indexOf(instrument) + step);
  }

  /** Counts as funding paid, by those who hold that side now. */
  #levy({ instrument, short, step }: LevyRecord): void {
    for (const { positions } of this.#state.accounts.values()) {
      const position = positions.get(instrument);
      if (!position || position.size === 0n || position.size < 0n !== short) continue;
      const lots = short ? -position.size : position.size;
      positions.set(instrument, { ...position, fundingReceived: position.fundingReceived - lots * step });
    }
  }

  /** Every position is closed at what the instrument pays, whenever the exchange removes it: its cash counts from now on. */
  #expire({ terms, settlementPrice }: ExpiryRecord): void {
    const { instrument } = terms;
    const price = payoff(terms, settlementPrice);
    const index = this.#indexOf(instrument);
    for (const tracked of this.#state.accounts.values()) {
      const position = tracked.positions.get(instrument);
      if (!position) continue;
      const closed = afterFill(position, -position.size, price, 0n, index);
      tracked.positions.delete(instrument);
      tracked.past = {
        realizedPnl: tracked.past.realizedPnl + closed.realizedPnl,
        fees: tracked.past.fees + closed.fees,
        fundingReceived: tracked.past.fundingReceived + fundingUpTo(closed, index),
      };
    }
    this.#state.instruments.delete(instrument);
    this.#state.indices.delete(instrument);
  }

  #account(id: number): TrackedAccount {
    let tracked = this.#state.accounts.get(id);
    if (!tracked) {
      const past = { realizedPnl: 0n, fees: 0n, fundingReceived: 0n };
      tracked = { netDeposits: 0n, marginMode: STANDARD_MODE, positions: new Map(), past };
      this.#state.accounts.set(id, tracked);
    }
    return tracked;
  }

  #listed(instrument: number): ListedInstrument {
    const listed = this.#state.instruments.get(instrument);
    if (!listed) throw new TenorError('UNKNOWN_INSTRUMENT', { detail: `${instrument}` });
    return listed;
  }

  #indexOf(instrument: number): bigint {
    return this.#state.indices.get(instrument) ?? 0n;
  }
}
