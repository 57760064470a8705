import type { Instruction } from '@tenor/protocol';
import type { AccountJson, FillJson, MarginPreviewJson, OrderJson, PositionJson } from '../api-account-types.ts';
import type { ApiChannels, PrivateChannel } from '../api-channels.ts';
import { ApiError, isOutcomeUnknown } from '../api-error.ts';
import type { MethodName, MethodParams, MethodResult } from '../api-methods.ts';
import type { Page, PageRequest, SessionScope, SignedJson } from '../api-types.ts';
import { parseUsd } from '../decimal.ts';
import type { ExchangeClient } from '../exchange-client.ts';
import { GenerationClock } from '../signing/generation-clock.ts';
import {
  type InstructionPlace,
  killInstruction,
  marginModeInstruction,
  orderInstruction,
  transferInstruction,
  withdrawInstruction,
} from '../signing/instruction-builder.ts';
import { signatureJson, signedInstructionJson } from '../signing/instruction-json.ts';
import { loginMessage } from '../signing/login-message.ts';
import type { TradingKey } from '../signing/trading-key.ts';
import { type MarginMode, marginModeNumber } from './margin-mode.ts';
import { expiryOf, type NewOrder, type NewOrderInTicks } from './new-order.ts';
import { SlotLedger } from './slot-ledger.ts';
import type { TakeoverOffer } from './takeover-offer.ts';

export interface AccountClientOptions {
  readonly account: number;
  readonly key: TradingKey;
  /** trade unless given. */
  readonly scope?: SessionScope;
  /** First slot to use, so that programs which share an account keep apart. */
  readonly slotOffset?: number;
  /** Unix milliseconds; the clock of generations and expiries. */
  readonly now?: () => number;
}

const SLOT_ATTEMPTS = 4;
const ONE_SHOT_LIFETIME_SECONDS = 3600;
let clientIdCount = 0;

/** One account over an exchange connection: signs locally, places, cancels, withdraws, transfers, reads and streams. */
export class AccountClient {
  readonly exchange: ExchangeClient;
  readonly account: number;
  readonly #key: TradingKey;
  readonly #scope: SessionScope;
  readonly #now: () => number;
  readonly #slots: SlotLedger;
  readonly #clientIdPrefix: string;

  private constructor(exchange: ExchangeClient, options: AccountClientOptions) {
    this.exchange = exchange;
    this.account = options.account;
    this.#key = options.key;
    this.#scope = options.scope ?? 'trade';
    this.#now = options.now ?? Date.now;
    this.#slots = new SlotLedger(new GenerationClock(this.#now), options.slotOffset);
    this.#clientIdPrefix = `${this.#now().toString(36)}-${Math.floor(Math.random() * 36 ** 6).toString(36)}`;
  }

  /** Logs in (now and after every reconnect) and follows the account's orders. Rejects with the ApiError of a refused login. */
  static async open(exchange: ExchangeClient, options: AccountClientOptions): Promise<AccountClient> {
    const client = new AccountClient(exchange, options);
    await exchange.useLogin(() => client.#login());
    await client.follow('orders', ({ orders }, isFresh) => {
      if (isFresh) client.#slots.reset(orders);
      else for (const order of orders) client.#slots.observe(order);
    });
    return client;
  }

  /** Slots that orders hold or that are in flight. */
  get busySlots(): number {
    return this.#slots.busy;
  }

  /** Places an order given in decimal text. Throws OFF_TICK, OFF_LOT and the like before anything is sent. */
  place(order: NewOrder): Promise<MethodResult<'private/place'>> {
    const scale = this.exchange.instrument(order.instrument);
    return this.placeInTicks({ ...order, limitTicks: scale.ticks(order.price), lots: scale.lots(order.size) });
  }

  /** Places an order given in ticks and lots. After an unknown outcome, ask `order({ client_id })`. */
  placeInTicks(order: NewOrderInTicks): Promise<MethodResult<'private/place'>> {
    return this.#inFreeSlot('private/place', (place) => this.#placeParams(order, place));
  }

  /** Takes over a position of an account below maintenance margin. Rejects with the ApiError of the rule that refuses. */
  liquidate(offer: TakeoverOffer): Promise<MethodResult<'private/liquidate'>> {
    return this.#inFreeSlot('private/liquidate', (place) => ({
      account: offer.account,
      instrument: offer.instrument,
      ...this.#signedOrder({ ...offer, type: 'market' }, place),
      ...(offer.validUntil && { valid_until: offer.validUntil }),
    }));
  }

  async #inFreeSlot<M extends 'private/place' | 'private/liquidate'>(
    method: M,
    params: (place: InstructionPlace) => MethodParams<M>,
  ): Promise<MethodResult<M>> {
    for (let attempt = 1; ; attempt++) {
      const held = this.#slots.take();
      try {
        const result = await this.call(method, params({ account: this.account, ...held }));
        this.#slots.answered(held, result.order.status === 'open');
        return result;
      } catch (error) {
        if (error instanceof ApiError && error.name === 'SLOT_IN_USE' && attempt < SLOT_ATTEMPTS) {
          this.#slots.foundInUse(held);
          continue;
        }
        // Not known to have failed: the slot stays taken until the orders channel tells.
        if (!isOutcomeUnknown(error)) this.#slots.answered(held, false);
        throw error;
      }
    }
  }

  /** Takes one order off the book. */
  cancel(order: { order_id: string } | { client_id: string }): Promise<MethodResult<'private/cancel'>> {
    return this.call('private/cancel', order);
  }

  /** Takes all orders, or those of one instrument, off the book. */
  cancelAll(instrument?: string): Promise<MethodResult<'private/cancel_all'>> {
    return this.call('private/cancel_all', instrument === undefined ? {} : { instrument });
  }

  /** Takes all orders off the book and kills everything signed so far for good, on L1 too. */
  cancelAllForGood(): Promise<MethodResult<'private/cancel_all'>> {
    return this.#oneShot('private/cancel_all', (place, expiry) => killInstruction('cancelAll', place, expiry));
  }

  /** Withdraws USD to the owner of the account on L1, where it can be claimed once its batch is settled. */
  withdraw(amountUsd: string): Promise<MethodResult<'private/withdraw'>> {
    const amount = parseUsd(amountUsd);
    return this.#oneShot('private/withdraw', (place, expiry) => withdrawInstruction(place, amount, expiry));
  }

  /** Moves USD to another account of the same owner. */
  transfer(receiver: number, amountUsd: string): Promise<MethodResult<'private/transfer'>> {
    const amount = parseUsd(amountUsd);
    return this.#oneShot('private/transfer', (place, expiry) => transferInstruction(place, receiver, amount, expiry));
  }

  /** Gives the account a margin mode; open orders stay. Rejects with MARGIN where the account could not carry what it holds, or its orders, in it. */
  async setMarginMode(mode: MarginMode): Promise<MethodResult<'private/set_margin_mode'>> {
    const number = marginModeNumber(mode, this.exchange.instruments);
    return this.#oneShot('private/set_margin_mode', (place, expiry) => marginModeInstruction(place, number, expiry));
  }

  /** What an order, another margin mode, or an order in another mode would make of the margin, and whether the margin rules allow it. Changes nothing. */
  marginPreview(request: MethodParams<'private/margin_preview'>): Promise<MarginPreviewJson> {
    return this.call('private/margin_preview', request);
  }

  state(): Promise<AccountJson> {
    return this.call('private/account', {});
  }

  async positions(): Promise<PositionJson[]> {
    return (await this.call('private/positions', {})).positions;
  }

  /** Open orders; with `open: false` those of the past, latest first. */
  orders(request: MethodParams<'private/orders'> = {}): Promise<Page<OrderJson>> {
    return this.call('private/orders', request);
  }

  /** One order, for example after an unknown outcome. */
  order(request: MethodParams<'private/order'>): Promise<OrderJson> {
    return this.call('private/order', request);
  }

  fills(request: MethodParams<'private/fills'> = {}): Promise<Page<FillJson>> {
    return this.call('private/fills', request);
  }

  transfers(request: PageRequest = {}): Promise<MethodResult<'private/transfers'>> {
    return this.call('private/transfers', request);
  }

  /** Positions in expired instruments that were paid out, latest first. */
  settlements(request: PageRequest = {}): Promise<MethodResult<'private/settlements'>> {
    return this.call('private/settlements', request);
  }

  /** Follows a private channel of this account. Resolves with a function that leaves it. */
  follow<C extends PrivateChannel>(
    channel: C,
    listener: (message: ApiChannels[C], isFresh: boolean) => void,
  ): Promise<() => void> {
    return this.exchange.subscriptions.subscribe(channel, {
      message: (data, isFresh) => listener(data as ApiChannels[C], isFresh),
    });
  }

  /** Calls a method; logs in again once when the session has expired. */
  async call<M extends MethodName>(method: M, params: MethodParams<M>): Promise<MethodResult<M>> {
    try {
      return await this.exchange.call(method, params);
    } catch (error) {
      if (!(error instanceof ApiError) || error.name !== 'UNAUTHENTICATED') throw error;
      await this.#login();
      return this.exchange.call(method, params);
    }
  }

  async #login(): Promise<void> {
    const { connection, domain } = this.exchange;
    const { nonce } = await connection.callNow('public/login_nonce', { account: this.account });
    const signature = this.#key.signMessage(loginMessage(domain, this.account, this.#scope, BigInt(nonce)));
    const { x, y } = this.#key.publicKey;
    await connection.callNow('private/login', {
      account: this.account,
      nonce,
      scope: this.#scope,
      signature: signatureJson(signature),
      key: [String(x), String(y)],
    });
  }

  #signedOrder(order: NewOrderInTicks, place: InstructionPlace): SignedJson {
    const scale = this.exchange.instrument(order.instrument);
    const expiry = expiryOf(order, Math.floor(this.#now() / 1000));
    const maxFeePerLot = order.maxFeePerLot ?? scale.defaultMaxFeePerLot(order.limitTicks, order.indexPrice);
    const instruction = orderInstruction(scale, place, { ...order, expiry, maxFeePerLot });
    return signedInstructionJson(this.#key.signInstruction(this.exchange.domain, instruction));
  }

  #placeParams(order: NewOrderInTicks, place: InstructionPlace): MethodParams<'private/place'> {
    return {
      ...this.#signedOrder(order, place),
      client_id: order.clientId ?? this.#nextClientId(),
      ...(order.type && { type: order.type }),
      ...(order.timeInForce && { time_in_force: order.timeInForce }),
      ...(order.label && { label: order.label }),
      ...(order.stp && { stp: order.stp }),
      ...(order.validUntil && { valid_until: order.validUntil }),
    };
  }

  async #oneShot<M extends 'private/withdraw' | 'private/transfer' | 'private/set_margin_mode' | 'private/cancel_all'>(
    method: M,
    build: (place: InstructionPlace, expiry: number) => Instruction,
  ): Promise<MethodResult<M>> {
    const held = this.#slots.take();
    try {
      const expiry = Math.floor(this.#now() / 1000) + ONE_SHOT_LIFETIME_SECONDS;
      const instruction = build({ account: this.account, ...held }, expiry);
      const signed = this.#key.signInstruction(this.exchange.domain, instruction);
      return await this.call(method, signedInstructionJson(signed) as MethodParams<M>);
    } finally {
      // Executed or not, a later generation may use the slot.
      this.#slots.answered(held, false);
    }
  }

  #nextClientId(): string {
    return `${this.#clientIdPrefix}-${(++clientIdCount).toString(36)}`;
  }
}
