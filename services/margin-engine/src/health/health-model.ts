import { type MarketTerms, parseExact, stringifyExact, TenorError } from '@tenor/protocol';
import type { FillRecord, FundingRecord, HealthEvent, MovementRecord, OtherEvent } from '../events.ts';
import type { HealthReport } from './health-report.ts';
import { afterFill, flatPosition, type OpenPosition } from './open-position.ts';
import { reportHealth } from './report-health.ts';

/** What the model needs of a listed instrument. */
export interface ListedInstrument {
  readonly row: number;
  readonly terms: MarketTerms;
}

interface TrackedAccount {
  /** µUSD. */
  netDeposits: bigint;
  readonly positions: Map<number, OpenPosition>;
}

interface TrackedState {
  readonly accounts: Map<number, TrackedAccount>;
  /** Cash index by instrument as far as this model followed it, µUSD per lot × 2^24. */
  readonly indices: Map<number, bigint>;
  marks: readonly bigint[];
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
  readonly #instruments: ReadonlyMap<number, ListedInstrument>;
  readonly #state: TrackedState;

  constructor(instruments: readonly ListedInstrument[], serialized?: string) {
    this.#instruments = new Map(instruments.map((instrument) => [instrument.terms.instrument, instrument]));
    this.#state = serialized
      ? parseExact<TrackedState>(serialized)
      : { accounts: new Map(), indices: new Map(), marks: [] };
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
      case 'round':
        this.#state.marks = event.round.marks;
    }
  }

  /** The figures of an account as of the last event. Throws UNKNOWN_ACCOUNT. */
  report(account: number): HealthReport {
    const tracked = this.#state.accounts.get(account);
    if (!tracked) throw new TenorError('UNKNOWN_ACCOUNT');
    const held = [...tracked.positions].map(([instrument, position]) => {
      const { row, terms } = this.#listed(instrument);
      return { position, terms, index: this.#indexOf(instrument), mark: this.#state.marks[row] || null };
    });
    return reportHealth(account, tracked.netDeposits, held);
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

  #fund({ instrument, step }: FundingRecord): void {
    this.#state.indices.set(instrument, this.#indexOf(instrument) + step);
  }

  #account(id: number): TrackedAccount {
    let tracked = this.#state.accounts.get(id);
    if (!tracked) {
      tracked = { netDeposits: 0n, positions: new Map() };
      this.#state.accounts.set(id, tracked);
    }
    return tracked;
  }

  #listed(instrument: number): ListedInstrument {
    const listed = this.#instruments.get(instrument);
    if (!listed) throw new TenorError('UNKNOWN_INSTRUMENT', { detail: `${instrument}` });
    return listed;
  }

  #indexOf(instrument: number): bigint {
    return this.#state.indices.get(instrument) ?? 0n;
  }
}
