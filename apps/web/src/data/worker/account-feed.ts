import type { AccountClient, OrderJson, PositionJson } from '@tenor/sdk';
import type { Order, Position } from '../../model/types.ts';
import { accountOf, orderOf, ownSettlementOf, positionOf, transferOf } from './api-mapping.ts';
import type { FrameSender } from './frame-sender.ts';

const REFRESH_MS = 2000;
const HISTORY = 200;

/** Follows the private channels of one account; what has no channel (transfers, stages) is read again in a rhythm. */
export class AccountFeed {
  readonly #client: AccountClient;
  readonly #frames: FrameSender;
  readonly #onHeld: (instruments: readonly string[]) => void;
  readonly #orders = new Map<string, Order>();
  readonly #positions = new Map<string, Position>();
  #held = '';
  #refreshing = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param onHeld told which instruments the account holds or has orders in, whenever that changes */
  constructor(client: AccountClient, frames: FrameSender, onHeld: (instruments: readonly string[]) => void) {
    this.#client = client;
    this.#frames = frames;
    this.#onHeld = onHeld;
  }

  async start(): Promise<void> {
    await this.#client.follow('orders', ({ orders }, isFresh) => this.#takeOrders(orders, isFresh));
    await this.#client.follow('positions', ({ positions }, isFresh) => this.#takePositions(positions, isFresh));
    await this.#client.follow('account', ({ account }) => this.#frames.update({ account: accountOf(account) }));
    await this.refresh();
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Reads everything again. Never throws: a failed read is repeated in the next round. */
  async refresh(): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      const [past, transfers, settlements, positions, account] = await Promise.all([
        this.#client.orders({ open: false, limit: 100 }),
        this.#client.transfers({ limit: 100 }),
        this.#client.settlements({ limit: 100 }),
        this.#client.positions(),
        this.#client.state(),
      ]);
      this.#takeOrders(past.results, false);
      this.#takePositions(positions, true);
      this.#frames.update({
        transfers: transfers.results.map(transferOf),
        ownSettlements: settlements.results.map(ownSettlementOf),
        account: accountOf(account),
      });
    } catch {
      // The connection status on the page says why the figures stand still.
    } finally {
      this.#refreshing = false;
    }
  }

  #takeOrders(list: readonly OrderJson[], isFresh: boolean): void {
    // A snapshot holds every open order: what was open before and is not in it has ended meanwhile.
    if (isFresh) for (const [id, { status }] of this.#orders) if (status === 'open') this.#orders.delete(id);
    for (const json of list) this.#orders.set(json.order_id, orderOf(json));
    const newestFirst = [...this.#orders.values()].sort((a, b) => b.time - a.time);
    for (const { id, status } of newestFirst.slice(HISTORY)) if (status !== 'open') this.#orders.delete(id);
    this.#frames.update({
      openOrders: newestFirst.filter(({ status }) => status === 'open'),
      orderHistory: newestFirst.slice(0, HISTORY),
    });
    this.#tellHeld();
  }

  #takePositions(list: readonly PositionJson[], isFresh: boolean): void {
    if (isFresh) this.#positions.clear();
    for (const json of list) {
      if (/^-?0(\.0*)?$/.test(json.size)) this.#positions.delete(json.instrument);
      else this.#positions.set(json.instrument, positionOf(json));
    }
    this.#frames.update({ positions: [...this.#positions.values()] });
    this.#tellHeld();
  }

  #tellHeld(): void {
    const ordered = [...this.#orders.values()].filter(({ status }) => status === 'open');
    const names = [...new Set([...this.#positions.keys(), ...ordered.map(({ instrument }) => instrument)])].sort();
    if (names.join() === this.#held) return;
    this.#held = names.join();
    this.#onHeld(names);
  }
}
