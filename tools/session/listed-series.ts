import { setTimeout as sleep } from 'node:timers/promises';
import { INSTRUMENT_KIND, type MarketTerms, unpackMarketStaticWord } from '@tenor/protocol';
import { type ExchangeClient, type InstrumentScale, L1Client, l1QueueAbi, type SeriesTerms } from '@tenor/sdk';
import { developmentAccount, ROLES } from '../start/development-keys.ts';
import { microUsdPerLot } from './lot-price.ts';

const POLL_MILLISECONDS = 300;
const PATIENCE_MILLISECONDS = 120_000;

/** A dated instrument that a session has listed through L1. */
export interface ListedSeries {
  readonly scale: InstrumentScale;
  /** As L1 published them. */
  readonly terms: MarketTerms;
}

/** What a session wants to list: strike in USD for one unit, a multiple of its perpetual's tick; 0 for a future. */
export interface WantedSeries {
  readonly kind: 'call' | 'put' | 'future';
  readonly base: 'BTC' | 'ETH';
  readonly strike: number;
  readonly expiryHour: number;
}

const termsOf = (exchange: ExchangeClient, { kind, base, strike, expiryHour }: WantedSeries): SeriesTerms => ({
  underlying: base === 'BTC' ? 1 : 2,
  kind: INSTRUMENT_KIND[kind],
  strike: microUsdPerLot(exchange.instrument(`${base}-PERP`), String(strike)),
  expiryHour,
});

/** Index price in USD for one unit; throws while there is none. */
export async function indexPrice(exchange: ExchangeClient, base: string): Promise<number> {
  const { index_price } = await exchange.ticker(`${base}-PERP`);
  if (index_price === null) throw new Error(`${base} has no index price.`);
  return Number(index_price);
}

/** The strike nearest to a price, USD: a multiple of 1, 2 or 5 times a power of ten, of the largest that is at most a fiftieth of the price. */
export function roundStrike(price: number): number {
  const power = 10 ** Math.floor(Math.log10(price / 50));
  const step = power * ([5, 2, 1].find((times) => times * power <= price / 50) ?? 1);
  return Math.round(price / step) * step;
}

/** Lists series through L1, all in one transaction, and waits until the exchange trades them and has marks. In the order asked for. */
export async function listSeries(
  exchange: ExchangeClient,
  rpcUrl: string,
  wanted: readonly WantedSeries[],
): Promise<ListedSeries[]> {
  const l1 = L1Client.fromPrivateKey(exchange.config.l1, developmentAccount(ROLES.lister).privateKey, rpcUrl);
  const listings = await l1.listMany(wanted.map((series) => termsOf(exchange, series)));
  const block = listings[0]!.block;
  const events = await l1.publicClient.getContractEvents({
    address: l1.l1.queue,
    abi: l1QueueAbi,
    eventName: 'Listed',
    fromBlock: block,
    toBlock: block,
  });
  return Promise.all(
    listings.map(async ({ instrument, index }) => {
      const event = events.find(({ args }) => Number(args.index) === index);
      if (!event) throw new Error(`L1 published no terms of instrument ${instrument}.`);
      return {
        scale: await traded(exchange, instrument),
        terms: unpackMarketStaticWord(event.args.staticWord!),
      };
    }),
  );
}

/** Waits until an instrument is listed and has a mark. Throws after two minutes. */
async function traded(exchange: ExchangeClient, instrument: number): Promise<InstrumentScale> {
  for (let waited = 0; waited < PATIENCE_MILLISECONDS; waited += POLL_MILLISECONDS) {
    const scale = exchange.instruments.find(({ id }) => id === instrument);
    if (scale && (await exchange.ticker(scale.name)).mark_price !== null) return scale;
    await sleep(POLL_MILLISECONDS);
  }
  throw new Error(`Instrument ${instrument} is not traded two minutes after L1 listed it.`);
}
