import { packInstruction, type SignedInstruction } from '@tenor/protocol';

const DAY_MILLISECONDS = 24 * 3600 * 1000;
/** Beyond this many the oldest are forgotten early, so that one account cannot fill the memory. */
const MAX_PER_ACCOUNT = 20_000;

/** One use of a client id. */
export interface ClientIdUse {
  readonly order: number;
  /** What was signed: a repeated request signs the same. */
  readonly message: string;
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

  /** Who holds a client id: an order that is open, or one placed within 24 hours. */
  find(account: number, clientId: string, now: number, isOpen: (order: number) => boolean): ClientIdUse | null {
    const use = this.records.get(account)?.get(clientId);
    if (!use) return null;
    return now - use.time < DAY_MILLISECONDS || isOpen(use.order) ? use : null;
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

/** What the account signed, as one text. */
export function signedText({ instruction }: SignedInstruction): string {
  const { w0, w1 } = packInstruction(instruction);
  return `${w0.toString(36)}.${w1.toString(36)}`;
}
