import type { ExchangeEvent } from '../sequencer/events.ts';
import type { AccountBelowMaintenance, ExchangeQueries } from '../sequencer/queries.ts';

/** Lowest equity for its maintenance margin first, without a division; then by account number. */
function compareUrgency(a: AccountBelowMaintenance, b: AccountBelowMaintenance): number {
  const left = a.equity * b.maintenance;
  const right = b.equity * a.maintenance;
  return left === right ? a.account - b.account : left < right ? -1 : 1;
}

/**
 * The accounts below maintenance margin, kept from one question to the next: all are judged after a move of the marks, funding or an expiry, otherwise
 * only those that something has happened to. Nothing is judged while nobody asks.
 */
export class LiquidatableAccounts {
  readonly #queries: ExchangeQueries;
  readonly #below = new Map<number, AccountBelowMaintenance>();
  readonly #touched = new Set<number>();
  #round: number | null = null;
  #sorted: readonly AccountBelowMaintenance[] | null = null;

  constructor(queries: ExchangeQueries) {
    this.#queries = queries;
  }

  /** Takes the events of durable commands. */
  apply(events: readonly ExchangeEvent[]): void {
    // Until somebody asks, and after funding, everybody is to be judged: who was touched is of no interest then.
    if (this.#round === null) return;
    for (const event of events) {
      if (event.type === 'account' || event.type === 'position') this.#touched.add(event.account);
      else if (event.type === 'funding' || event.type === 'expired') this.#round = null;
    }
  }

  /** Most urgent first. */
  list(): readonly AccountBelowMaintenance[] {
    const round = this.#queries.round()?.round ?? null;
    if (round !== this.#round) this.#judgeAll(round);
    else if (this.#touched.size > 0) this.#judgeTouched();
    this.#sorted ??= [...this.#below.values()].sort(compareUrgency);
    return this.#sorted;
  }

  #judgeAll(round: number | null): void {
    this.#below.clear();
    for (const judged of this.#queries.accountsBelowMaintenance()) this.#below.set(judged.account, judged);
    this.#touched.clear();
    this.#round = round;
    this.#sorted = null;
  }

  #judgeTouched(): void {
    for (const account of this.#touched) this.#below.delete(account);
    for (const judged of this.#queries.accountsBelowMaintenance(this.#touched)) this.#below.set(judged.account, judged);
    this.#touched.clear();
    this.#sorted = null;
  }
}
