import { CIRCUIT_SIZES, domainOf } from '@tenor/protocol';
import { expect } from 'vitest';
import type { GatewayOptions } from '../../src/gateway/gateway-options.ts';
import { CHAIN_ID, EXCHANGE_ADDRESS, GatewayRig, type Trader } from './gateway-rig.ts';

export const ETH = 3_400_000n;
export const START = 9_500_000n;
/** µUSD per lot. Far enough below for a long of $7M on $1M. */
export const FALLEN = 8_600_000n;
/** $7M in lots. */
export const LONG = 736_800n;

/** µUSD per lot below the mark at which a keeper takes over: an eighth of the initial margin rate of 5 %, rounded for the account. */
export const keeperPriceOf = (mark: bigint): bigint => mark - ((mark * 52_429n) >> 23n);

/** A long of $7M against a short, both on $1M, on a real exchange; and two who may take it over. */
export class Stage {
  readonly rig: GatewayRig;
  readonly tokens = new Map<Trader, string>();

  constructor(rig: GatewayRig) {
    this.rig = rig;
  }

  get victim(): Trader {
    return this.rig.traders[0]!;
  }
  get other(): Trader {
    return this.rig.traders[1]!;
  }
  get keeper(): Trader {
    return this.rig.traders[2]!;
  }
  get rival(): Trader {
    return this.rig.traders[3]!;
  }

  static async open(options: Partial<GatewayOptions> = {}): Promise<Stage> {
    const stage = new Stage(await GatewayRig.start(options, 4));
    for (const trader of stage.rig.traders) stage.tokens.set(trader, await stage.rig.login(trader));
    await stage.place(stage.other, 1, START, LONG);
    await stage.place(stage.victim, 0, START, LONG);
    return stage;
  }

  async place(trader: Trader, side: 0 | 1, price: bigint, size: bigint): Promise<void> {
    const { error } = await this.rig.call(
      'private/place',
      this.rig.order(trader, side, price, size),
      this.tokens.get(trader),
    );
    if (error) throw new Error(JSON.stringify(error));
  }

  /** The marks fall in steps that the rules bear. */
  async fall(to: bigint): Promise<void> {
    for (let mark = START; mark > to; mark -= 200_000n) await this.rig.round({ btc: mark, eth: ETH });
    await this.rig.round({ btc: to, eth: ETH });
  }

  liquidate(
    keeper: Trader,
    { account = this.victim.account, instrument = 'BTC-PERP', side = 0 as 0 | 1, limit = FALLEN, size = LONG } = {},
  ) {
    const signed = this.rig.order(keeper, side, limit, size);
    return this.rig.call('private/liquidate', { account, instrument, ...signed }, this.tokens.get(keeper));
  }

  /** The refusal of a call that must change nothing. */
  async refused(attempt: () => ReturnType<Stage['liquidate']>): Promise<string> {
    const before = this.rig.exchange.stateHash();
    const { error } = await attempt();
    expect(this.rig.exchange.stateHash()).toBe(before);
    return error?.name;
  }
}

/** What a client of the SDK asks of a deployment before it connects. */
export const WEB_CONFIG = {
  development: true,
  domain: String(domainOf(CHAIN_ID, EXCHANGE_ADDRESS)),
  circuit: CIRCUIT_SIZES.dev,
  devWallet: null,
  l1: { chainId: CHAIN_ID, chainName: 'none', rpcUrl: 'http://127.0.0.1:9', exchange: EXCHANGE_ADDRESS },
};
