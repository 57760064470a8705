import { setTimeout as sleep } from 'node:timers/promises';
import {
  MARGIN_FRACTION_BITS,
  type MarketTerms,
  marginState,
  type ScenarioFigures,
  STANDARD_MODE,
  scenarioFigures,
} from '@tenor/protocol';
import { type AccountClient, type ExchangeClient, formatDecimal, type InstrumentScale, parseUsd } from '@tenor/sdk';
import type { Checks } from './checks.ts';
import { indexPrice, type ListedSeries, listSeries, roundStrike } from './listed-series.ts';
import { microUsdPerLot } from './lot-price.ts';
import type { Participants } from './participants.ts';
import type { SessionClock } from './session-clock.ts';

type Tell = (line: string) => void;

/** What a session lists: the call expires while it runs, the others do not. */
export interface DatedBoard {
  readonly call: ListedSeries;
  readonly put: ListedSeries;
  readonly future: ListedSeries;
}

const DAY_HOURS = 24;
const ATTEMPTS = 10;
const PAUSE_MILLISECONDS = 400;
const USD_PLACES = 6;

/** Lists a call, a put and a future through L1 and checks what the exchange tells of them. */
export async function openBoard(
  exchange: ExchangeClient,
  rpcUrl: string,
  clock: SessionClock,
  checks: Checks,
  tell: Tell,
): Promise<DatedBoard> {
  const today = clock.expiryHour;
  const [btc, eth] = [await indexPrice(exchange, 'BTC'), await indexPrice(exchange, 'ETH')];
  const [call, put, future] = await listSeries(exchange, rpcUrl, [
    { kind: 'call', base: 'BTC', strike: roundStrike(btc), expiryHour: today },
    { kind: 'put', base: 'ETH', strike: roundStrike(eth), expiryHour: today + DAY_HOURS },
    { kind: 'future', base: 'BTC', strike: 0, expiryHour: today + DAY_HOURS },
  ]);
  const board = { call: call!, put: put!, future: future! };
  for (const { scale } of Object.values(board)) tell(`L1 listed ${scale.name}, and it trades`);
  await checkBoard(exchange, board, checks);
  return board;
}

/** What the API says of each series: the list of instruments, tickers, greeks, and the option chain. */
async function checkBoard(exchange: ExchangeClient, board: DatedBoard, checks: Checks): Promise<void> {
  const { instruments } = await exchange.call('public/instruments', {});
  for (const [name, { scale, terms }] of Object.entries(board)) {
    const listed = instruments.find(({ id }) => id === terms.instrument);
    const expected = `${name === 'future' ? 'future' : 'option'} ${terms.underlying === 1 ? 'BTC' : 'ETH'} ${terms.expiryHour * 3_600_000} ${name === 'future' ? undefined : name}`;
    const told = `${listed?.kind} ${listed?.base} ${listed?.expiration_timestamp} ${listed?.option_type}`;
    checks.equal(`series of ${scale.name}`, told, expected);
    if (name === 'future') continue;
    checks.equal(`strike of ${scale.name}`, microUsdPerLot(scale, listed?.strike ?? '0'), terms.strike);
    const { mark_iv, greeks } = await awaitGreeks(exchange, scale.name);
    checks.that(`${scale.name} has a volatility: ${mark_iv} %`, Number(mark_iv) > 0);
    const delta = Number(greeks?.delta);
    const isSigned = name === 'call' ? delta >= 0 && delta <= 1 : delta <= 0 && delta >= -1;
    checks.that(`delta of ${scale.name}: ${greeks?.delta}`, greeks != null && isSigned);
    checks.that(`gamma and vega of ${scale.name}`, Number(greeks?.gamma) >= 0 && Number(greeks?.vega) >= 0);
    await checkChain(exchange, scale, checks);
  }
}

/** A mark may be a tick older than its analytics. */
async function awaitGreeks(exchange: ExchangeClient, name: string) {
  for (let attempt = 1; ; attempt++) {
    const ticker = await exchange.ticker(name);
    if (ticker.greeks || attempt === ATTEMPTS) return ticker;
    await sleep(PAUSE_MILLISECONDS);
  }
}

async function checkChain(exchange: ExchangeClient, { name }: InstrumentScale, checks: Checks): Promise<void> {
  const [base, expiry] = name.split('-');
  const channel = `chain.${base!}.${expiry!}` as `chain.${string}`;
  let leave: () => void = () => {};
  const rows = await new Promise<readonly { instrument: string; mark_price: string | null }[]>((resolve, reject) => {
    exchange
      .subscribe(channel, ({ options }) => resolve(options))
      .then((stop) => {
        leave = stop;
      }, reject);
  });
  leave();
  checks.equal(`options of ${channel}`, rows.map(({ instrument }) => instrument).join(', '), name);
}

/** Trades each series between two of the participants: an offer at the mark, and somebody who takes it. Accounts hold few instruments, so they take turns. */
export async function tradeBoard(
  { alice, aliceSavings, bob }: Participants,
  board: DatedBoard,
  checks: Checks,
): Promise<void> {
  const deals = [
    [board.call, alice, bob, '0.05'],
    [board.put, aliceSavings, bob, '0.1'],
    [board.future, aliceSavings, alice, '0.001'],
  ] as const;
  for (const [{ scale }, seller, buyer, size] of deals) {
    const traded = await deal(scale, seller.account, buyer.account, size);
    checks.equal(`${scale.name} that ${buyer.name} bought`, traded, size);
  }
  await checkMargins(aliceSavings.account, board, checks);
}

/** The tick at or below the mark; an option may have none. */
function markTicks(scale: InstrumentScale, mark: string | null): bigint {
  const ticks = scale.ticksBelow(mark ?? '0');
  if (ticks < scale.minPriceTicks) return scale.minPriceTicks;
  return ticks;
}

/** Offers a size at the mark and takes it from the other account, at what the book asks for it. Returns the size bought. */
async function deal(
  scale: InstrumentScale,
  seller: AccountClient,
  buyer: AccountClient,
  size: string,
): Promise<string> {
  const wanted = scale.lots(size);
  let bought = 0n;
  for (let attempt = 0; attempt < ATTEMPTS && bought < wanted; attempt++) {
    const { mark_price } = await seller.exchange.ticker(scale.name);
    const limitTicks = markTicks(scale, mark_price);
    const terms = { instrument: scale.name, lots: wanted - bought, limitTicks } as const;
    const { order } = await seller.placeInTicks({ ...terms, side: 'sell' });
    const { fills } = await buyer.placeInTicks({ ...terms, side: 'buy', timeInForce: 'ioc' });
    bought += fills.reduce((sum, fill) => sum + scale.lots(fill.size), 0n);
    if (order.status === 'open') await seller.cancel({ order_id: order.order_id }).catch(() => undefined);
  }
  return scale.sizeText(bought);
}

/** The initial margin of an account that holds only dated instruments, by the rules and as served: both at one round. */
async function checkMargins(account: AccountClient, board: DatedBoard, checks: Checks): Promise<void> {
  const { exchange } = account;
  let [own, served] = ['', ''];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await exchange.ticker(board.put.scale.name);
    const positions = await account.positions();
    const state = await account.state();
    own = await marginOf(exchange, positions, board);
    served = state.initial_margin;
    const after = await exchange.ticker(board.put.scale.name);
    if (before.oracle_round === after.oracle_round && parseUsd(own) === parseUsd(served)) break;
    await sleep(PAUSE_MILLISECONDS / 4);
  }
  checks.equal(
    'initial margin of a short put and a short future in USD, by the rules and served',
    parseUsd(own),
    parseUsd(served),
  );
}

async function marginOf(
  exchange: ExchangeClient,
  positions: readonly { instrument: string; size: string }[],
  board: DatedBoard,
): Promise<string> {
  const series = Object.values(board) as ListedSeries[];
  const figures = new Map<number, ScenarioFigures>();
  for (const { scale, terms } of series) {
    const { mark_price, index_price } = await exchange.ticker(scale.name);
    figures.set(terms.instrument, figuresOf(terms, scale, mark_price ?? '0', index_price ?? '0'));
  }
  const held = positions.map(({ instrument, size }) => {
    const scale = exchange.instrument(instrument);
    return { instrument: scale.id, size: scale.lots(size), snapshot: 0n };
  });
  const own = { collateral: 0n, marginMode: STANDARD_MODE, positions: held };
  const { margin } = marginState(own, (id) => figures.get(id)!);
  return formatDecimal((margin + (1n << MARGIN_FRACTION_BITS) - 1n) >> MARGIN_FRACTION_BITS, USD_PLACES);
}

const figuresOf = (terms: MarketTerms, scale: InstrumentScale, mark: string, index: string) =>
  scenarioFigures(terms, microUsdPerLot(scale, mark), microUsdPerLot(scale, index), []);
