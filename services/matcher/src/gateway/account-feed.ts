import type { ExchangeEvent } from '../sequencer/events.ts';
import type { ExchangeQueries } from '../sequencer/queries.ts';
import type { AccountReads } from './account-reads.ts';
import type { ChannelHub, ChannelSource } from './channel-hub.ts';
import { accountOfChannelKey, type PrivateChannel, privateChannelKey } from './channel-names.ts';
import type { RecordJson } from './record-json.ts';

const RECENT = 50;

interface AccountFeedParts {
  readonly hub: ChannelHub;
  readonly queries: ExchangeQueries;
  readonly records: RecordJson;
  readonly accounts: AccountReads;
}

/** Turns released events into messages of the private channels. */
export class AccountFeed {
  readonly #parts: AccountFeedParts;
  /** Accounts with a subscriber whose figures a round, funding or an expiry has moved. */
  readonly #watched = new Set<number>();
  #engineSeq: number;

  constructor(parts: AccountFeedParts) {
    this.#parts = parts;
    this.#engineSeq = parts.queries.summary().engineSeq;
  }

  /** Takes the events of durable commands, in order. */
  apply(events: readonly ExchangeEvent[]): void {
    const touched = new Set<number>();
    for (const event of events) {
      this.#engineSeq = event.engineSeq;
      const account = this.#apply(event);
      if (account !== null) touched.add(account);
    }
    for (const account of touched) this.#publishAccount(account);
  }

  source(channel: PrivateChannel, account: number): ChannelSource {
    const { queries, records, accounts } = this.#parts;
    const fields = {
      orders: () => ({ orders: queries.openOrders(account).map((order) => records.order(order)) }),
      fills: () => ({ fills: queries.fills(account, { limit: RECENT }).results.map((fill) => records.fill(fill)) }),
      positions: () => ({ positions: accounts.positions(account) }),
      account: () => ({ account: accounts.account(account) }),
    }[channel];
    const mayConflate = channel === 'positions' || channel === 'account';
    return { name: channel, mayConflate, snapshot: () => ({ engineSeq: this.#engineSeq, fields: fields() }) };
  }

  /** Figures of accounts that move with the marks. */
  everySecond(): void {
    for (const account of this.#watched) this.#publishAccount(account);
    this.#watched.clear();
  }

  /** Publishes what belongs to one account; says whose figures the event has moved. */
  #apply(event: ExchangeEvent): number | null {
    const { hub, records } = this.#parts;
    switch (event.type) {
      case 'order': {
        const key = privateChannelKey('orders', event.order.account);
        if (hub.isActive(key)) this.#publish(key, { orders: [records.order(event.order)] });
        return event.order.account;
      }
      case 'fill': {
        const key = privateChannelKey('fills', event.fill.account);
        if (hub.isActive(key)) this.#publish(key, { fills: [records.fill(event.fill)] });
        return event.fill.account;
      }
      case 'movement':
        return event.movement.account;
      case 'settlement':
        return event.settlement.account;
      case 'account':
      case 'position':
        return event.account;
      case 'round':
      case 'funding':
      case 'expired':
        this.#watchAll();
        return null;
      default:
        return null;
    }
  }

  #watchAll(): void {
    for (const key of this.#parts.hub.activeKeys()) {
      const account = accountOfChannelKey(key);
      if (account !== null) this.#watched.add(account);
    }
  }

  #publishAccount(account: number): void {
    const { accounts, hub } = this.#parts;
    const accountKey = privateChannelKey('account', account);
    if (hub.isActive(accountKey)) this.#publish(accountKey, { account: accounts.account(account) });
    const positionsKey = privateChannelKey('positions', account);
    if (hub.isActive(positionsKey)) this.#publish(positionsKey, { positions: accounts.positions(account) });
  }

  #publish(key: string, fields: Readonly<Record<string, unknown>>): void {
    this.#parts.hub.publish(key, this.#engineSeq, fields);
  }
}
