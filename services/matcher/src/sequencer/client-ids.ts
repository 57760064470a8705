const DAY_MILLISECONDS = 24 * 3600 * 1000;
/** Beyond this many the oldest are forgotten early, so that one account cannot fill the memory. */
const MAX_PER_ACCOUNT = 20_000;

/** One use of a client id. */
interface ClientIdUse {
  readonly order: number;
  /** Unix ms. */
  readonly time: number;
}

export type ClientIdRecords = Map<number, Map<string, ClientIdUse>>;

/** The client ids of each account's orders: a repeated request finds the order that the first one placed. */
export class ClientIds {
  readonly records: ClientIdRecords;

  constructor(records: ClientIdRecords = new Map()) {
    this.records = records;
  }

  /** The order that holds a client id: one that is open, or one placed within 24 hours. */
  find(account: number, clientId: string, now: number, isOpen: (order: number) => boolean): number | null {
    const use = this.records.get(account)?.get(clientId);
    if (!use) return null;
    return now - use.time < DAY_MILLISECONDS || isOpen(use.order) ? use.order : null;
  }

  add(account: number, clientId: string, use: ClientIdUse, isOpen: (order: number) => boolean): void {
    const uses = this.records.get(account) ?? new Map<string, ClientIdUse>();
    uses.delete(clientId);
    uses.set(clientId, use);
    this.records.set(account, uses);
    for (const [old, { order, time }] of uses) {
      if (use.time - time < DAY_MILLISECONDS && uses.size <= MAX_PER_ACCOUNT) break;
      if (!isOpen(order)) uses.delete(old);
    }
  }
}
