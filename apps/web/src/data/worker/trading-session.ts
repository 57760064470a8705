import {
  AccountClient,
  accountsOf,
  type ExchangeClient,
  type MarginMode,
  type TradingKey,
  tradingKeyOfSignature,
} from '@tenor/sdk';
import type { MarginAnswer, MarginQuestion } from '../../model/margin-question.ts';
import type { OrderDraft } from '../../model/ticket.ts';
import type { Session } from '../../model/types.ts';
import { AccountFeed } from './account-feed.ts';
import { marginAnswerOf, marginRequestOf } from './api-mapping.ts';
import type { FrameSender } from './frame-sender.ts';

type Hex = `0x${string}`;

/** The trading key and the account it opens. The key never leaves the worker. */
export class TradingSession {
  readonly #exchange: ExchangeClient;
  readonly #frames: FrameSender;
  readonly #onHeld: (instruments: readonly string[]) => void;
  #key: TradingKey | null = null;
  #client: AccountClient | null = null;
  #feed: AccountFeed | null = null;

  /** @param onHeld told which instruments the account holds or has orders in, whenever that changes */
  constructor(exchange: ExchangeClient, frames: FrameSender, onHeld: (instruments: readonly string[]) => void) {
    this.#exchange = exchange;
    this.#frames = frames;
    this.#onHeld = onHeld;
  }

  /** Derives the key from the owner's signature and returns its public part. */
  unlock(owner: string, signature: string): { x: string; y: string } {
    this.#key = tradingKeyOfSignature(signature as Hex);
    const key = this.#publicKey();
    this.#say({ status: 'key', owner, accountId: null, key });
    return key;
  }

  /**
   * Logs in to the owner's account that has this key; null when the owner has none yet.
   * Throws when the owner's accounts all have other keys.
   */
  async login(owner: string): Promise<{ accountId: number } | null> {
    if (!this.#key) throw new Error('Enable trading first: the trading key is not there.');
    if (this.#client) return { accountId: this.#client.account };
    const key = this.#publicKey();
    const accounts = await accountsOf(this.#exchange, owner as Hex);
    const mine = accounts.find((account) => account.key[0] === key.x && account.key[1] === key.y);
    if (!mine && accounts.length > 0)
      throw new Error(
        'Your account was opened with another trading key. Sign with the wallet and key it was opened with.',
      );
    if (!mine) {
      this.#say({ status: 'unregistered', owner, accountId: null, key });
      return null;
    }
    const client = await AccountClient.open(this.#exchange, { account: mine.account, key: this.#key });
    const feed = new AccountFeed(client, this.#frames, this.#onHeld);
    await feed.start();
    this.#client = client;
    this.#feed = feed;
    this.#say({ status: 'open', owner, accountId: mine.account, key });
    return { accountId: mine.account };
  }

  async place(draft: OrderDraft) {
    const { order } = await this.#account().place(draft);
    void this.refresh();
    return { orderId: order.order_id, status: order.status, filled: order.filled };
  }

  async cancel(orderId: string): Promise<void> {
    await this.#account().cancel({ order_id: orderId });
  }

  /** Takes all orders off the book and kills everything signed so far for good. */
  async cancelAll(): Promise<{ cancelled: number }> {
    const { cancelled } = await this.#account().cancelAllForGood();
    return { cancelled: cancelled.length };
  }

  async withdraw(amount: string): Promise<void> {
    await this.#account().withdraw(amount);
    await this.refresh();
  }

  /** Asks what an order or a margin mode would make of the margin. Throws what the exchange refuses. */
  async previewMargin(question: MarginQuestion): Promise<MarginAnswer> {
    return marginAnswerOf(await this.#account().marginPreview(marginRequestOf(question)));
  }

  /** Signs for a margin mode. Throws what the exchange refuses. */
  async setMarginMode(mode: string): Promise<void> {
    await this.#account().setMarginMode(mode as MarginMode);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    await this.#feed?.refresh();
  }

  /** Forgets the key and stops following the account. */
  stop(): void {
    this.#feed?.stop();
    this.#key = null;
    this.#client = null;
    this.#say({ status: 'none', owner: null, accountId: null, key: null });
    this.#frames.update({
      account: null,
      positions: [],
      openOrders: [],
      orderHistory: [],
      transfers: [],
      ownSettlements: [],
    });
  }

  #account(): AccountClient {
    if (!this.#client) throw new Error('Enable trading first: no account is open.');
    return this.#client;
  }

  #publicKey(): { x: string; y: string } {
    if (!this.#key) throw new Error('Enable trading first: the trading key is not there.');
    const { x, y } = this.#key.publicKey;
    return { x: x.toString(), y: y.toString() };
  }

  #say(session: Session): void {
    this.#frames.update({ session });
  }
}
