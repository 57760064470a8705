import type { Account, ExchangeState, Position } from '@tenor/protocol';

/** Whether a position is one in an expired instrument, which waits for its account's next visit. */
export const isUnsettled = ({ settled }: Pick<ExchangeState, 'settled'>, { instrument, size }: Position): boolean =>
  size !== 0n && settled.has(instrument);

/** An account's positions in instruments that trade. */
export const openPositions = (state: Pick<ExchangeState, 'settled'>, account: Pick<Account, 'positions'>): Position[] =>
  account.positions.filter((position) => position.size !== 0n && !state.settled.has(position.instrument));

/** Positions in expired instruments that have not been paid out yet, by account. Derived from the accounts. */
export class UnsettledPositions {
  readonly #byAccount = new Map<number, Position[]>();

  constructor(state: Pick<ExchangeState, 'accounts' | 'settled'>) {
    if (state.settled.size > 0) this.#read(state, (position) => isUnsettled(state, position));
  }

  /** Takes in an instrument that has just expired. Returns how many accounts hold it. */
  expire(state: Pick<ExchangeState, 'accounts'>, instrument: number): number {
    return this.#read(state, (position) => position.size !== 0n && position.instrument === instrument);
  }

  has(account: number): boolean {
    return this.#byAccount.has(account);
  }

  /** Accounts that wait, ascending. */
  accounts(): number[] {
    return [...this.#byAccount.keys()].sort((a, b) => a - b);
  }

  /** Takes out and returns what the account has been paid for since, by instrument: positions that it no longer holds. */
  takePaid(account: Pick<Account, 'id' | 'positions'>): Position[] {
    const waiting = this.#byAccount.get(account.id);
    if (!waiting) return [];
    const holds = ({ instrument }: Position): boolean =>
      account.positions.some((position) => position.size !== 0n && position.instrument === instrument);
    const left = waiting.filter(holds);
    if (left.length === 0) this.#byAccount.delete(account.id);
    else this.#byAccount.set(account.id, left);
    return waiting.filter((position) => !holds(position)).sort((a, b) => a.instrument - b.instrument);
  }

  #read({ accounts }: Pick<ExchangeState, 'accounts'>, wanted: (position: Position) => boolean): number {
    let holders = 0;
    for (const { id, positions } of accounts.values()) {
      const found = positions.filter(wanted).map((position) => ({ ...position }));
      if (found.length === 0) continue;
      holders++;
      this.#byAccount.set(id, [...(this.#byAccount.get(id) ?? []), ...found]);
    }
    return holders;
  }
}
