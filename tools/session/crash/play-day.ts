import { setTimeout as sleep } from 'node:timers/promises';
import { ExchangeClient, type L1Client } from '@tenor/sdk';
import type { InstrumentPlan } from '../../../apps/market-maker/src/bot-config.ts';
import type { MarketMaker } from '../../../apps/market-maker/src/market-maker.ts';
import { HttpExchangeClient } from '../../../services/prover/src/exchange/http-exchange-client.ts';
import { developmentAccount } from '../../start/development-keys.ts';
import type { Checks } from '../checks.ts';
import { indexPrice, listSeries, roundStrike } from '../listed-series.ts';
import { awaitQuotes, startMaker } from '../maker-bot.ts';
import { joinExchange, type Participant } from '../participants.ts';
import type { SessionClock } from '../session-clock.ts';
import { type CrashAccounts, type OpenMember, openCrashAccounts, payInsurance } from './crash-accounts.ts';
import type { CrashDay } from './crash-day.ts';
import { type CrashExchange, WALLETS } from './crash-exchange.ts';
import type { CrashPrices } from './crash-prices.ts';
import { type Entered, enter } from './crash-trading.ts';
import { awaitNobodyLiquidatable, awaitSwept, watchRounds } from './crash-watch.ts';
import { type CrashSeries, optionSellers } from './option-sellers.ts';
import { population } from './population.ts';
import { portfolioHolders } from './portfolio-holders.ts';

type Tell = (line: string) => void;

const USD = 1_000_000n;
const PATIENCE_MILLISECONDS = 60_000;
/** Of the account from which the maker quotes options. */
const DESK_DOLLARS = 2_000_000n;
/** From the first tick of the crash to 08:00 UTC: ETH is near its bottom then. The index is averaged over that time alone. */
const EXPIRY_MILLISECONDS = 90_000;
const BID_LOOKS = 100;
const LOOK_MILLISECONDS = 600;

/** Six levels a side, some $150,000 in all: enough for one account after the other, and for the whole population only across ticks. */
const ladder = { levels: 3, halfSpreadPpm: 400n, levelStepPpm: 800n, skewPpm: 1500n } as const;
const PLANS: readonly InstrumentPlan[] = [
  { instrument: 'BTC-PERP', levelSize: '0.25', maxInventory: '20', ladder },
  { instrument: 'ETH-PERP', levelSize: '8', maxInventory: '600', ladder },
];

/** What happened on the day, before anything is checked. */
export interface PlayedDay {
  readonly accounts: CrashAccounts;
  /** Further accounts that the maker opened. */
  readonly desks: readonly Participant[];
  readonly series: CrashSeries;
  readonly insurer: L1Client;
  /** Members that held a position. */
  readonly entered: number;
  readonly orders: number;
  readonly hasKeeper: boolean;
  /** Plans that are sealed, all there will ever be. */
  readonly client: HttpExchangeClient;
}

/** Lists a put, a call and a future on ETH through L1; they expire at the next 08:00 UTC. Returns the client that saw it. */
async function openSeries(
  running: CrashExchange,
  { expiryHour }: SessionClock,
  tell: Tell,
): Promise<{ exchange: ExchangeClient; series: CrashSeries }> {
  const exchange = await ExchangeClient.connect(running.url);
  const strike = roundStrike(await indexPrice(exchange, 'ETH'));
  const [put, call, future] = await listSeries(exchange, running.rpcUrl, [
    { kind: 'put', base: 'ETH', strike, expiryHour },
    { kind: 'call', base: 'ETH', strike, expiryHour },
    { kind: 'future', base: 'ETH', strike: 0, expiryHour },
  ]);
  const series = { put: put!, call: call!, future: future! };
  tell(`L1 listed ${[put, call, future].map((listed) => listed!.scale.name).join(', ')}`);
  return { exchange, series };
}

/** Waits until somebody bids for each option. Throws when nobody does for a minute. */
async function awaitBids(exchange: ExchangeClient, { put, call }: CrashSeries): Promise<void> {
  for (const { name } of [put.scale, call.scale]) {
    for (let look = 0; (await exchange.ticker(name)).best_bid === null; look++) {
      if (look === BID_LOOKS) throw new Error(`Nobody bids for ${name}.`);
      await sleep(LOOK_MILLISECONDS);
    }
  }
}

/** Everything that is there before anybody trades. */
interface OpenedDay {
  readonly insurer: L1Client;
  readonly hasKeeper: boolean;
  readonly exchange: ExchangeClient;
  readonly series: CrashSeries;
  readonly accounts: CrashAccounts;
  readonly desks: readonly Participant[];
  readonly bot: MarketMaker;
}

/** Another account of the maker, opened on L1 unless it is there. */
const joinDesk = (running: CrashExchange, desk: number): Promise<Participant> => {
  const { privateKey } = developmentAccount(WALLETS.maker);
  return joinExchange(running, `maker (account ${desk + 1})`, privateKey, DESK_DOLLARS * USD, desk);
};

/** Lists the series, opens all accounts, and waits until the maker quotes. */
async function openDay(
  running: CrashExchange,
  { insuranceDollars }: CrashDay,
  clock: SessionClock,
  seed: number,
  tell: Tell,
): Promise<OpenedDay> {
  const insurer = await payInsurance(running, BigInt(insuranceDollars) * USD);
  const hasKeeper = running.startKeeper(WALLETS.keeper);
  tell(hasKeeper ? 'a keeper watches' : 'there is no keeper: the book alone takes over');
  const { exchange, series } = await openSeries(running, clock, tell);
  const members = [...population(seed), ...optionSellers(seed, series), ...portfolioHolders(seed, series)];
  const accounts = await openCrashAccounts(running, members);
  tell(`${accounts.members.length} accounts and the maker are open; the insurance fund was paid $${insuranceDollars}`);
  const desks: Participant[] = [];
  const bot = await startMaker(accounts.maker, developmentAccount(WALLETS.maker).privateKey, PLANS, async (desk) => {
    desks.push(await joinDesk(running, desk));
    return desks.at(-1)!.account;
  });
  await awaitQuotes(exchange);
  await awaitBids(exchange, series);
  return { insurer, hasKeeper, exchange, series, accounts, desks, bot };
}

/** Opens and fills the accounts in the calm, plays the crash, and brings the exchange to a stand: no marks, no orders, everything sealed. */
export async function playDay(
  running: CrashExchange,
  day: CrashDay,
  prices: CrashPrices,
  clock: SessionClock,
  seed: number,
  checks: Checks,
  tell: Tell,
): Promise<PlayedDay> {
  const client = new HttpExchangeClient(running.url, running.record.internalToken);
  const opened = await openDay(running, day, clock, seed, tell);
  const { insurer, hasKeeper, exchange, series, accounts, desks, bot } = opened;
  const { maker, members } = accounts;
  const entries: Entered[] = [];
  const enterAndTell = async (member: OpenMember): Promise<void> => {
    const entry = await enter(member);
    entries.push(entry);
    const { name, leverageTenths, instrument, hedges } = member.member;
    const leverage = `${leverageTenths / 10n}.${leverageTenths % 10n}`;
    const against = hedges.map((hedge) => ` against ${hedge.instrument}`).join(' and');
    tell(`${name} (${leverage} times) has ${entry.filled} lots of ${instrument}${against}`);
  };
  for (const member of members) if (member.member.entry === 'before') await enterAndTell(member);

  tell(`the crash of ${day.name}: ${day.crash.secondsPerTick} seconds a tick, ${day.ticks} ticks`);
  await running.play(prices.of(day.crash));
  await clock.advance(EXPIRY_MILLISECONDS, running.rpcUrl);
  tell(`the options and the future expire in ${EXPIRY_MILLISECONDS / 1000} seconds`);
  let late: Promise<void> | null = null;
  const lateEntries = async (): Promise<void> => {
    for (const member of members) if (member.member.entry === 'bottom') await enterAndTell(member);
  };
  const rounds = { of: async () => (await client.status()).lastRound ?? 0, count: day.ticks };
  await watchRounds(exchange, rounds, tell, (fall) => {
    if (fall >= day.bottom) late ??= lateEntries();
  });
  await late;

  const { from, secondsPerTick } = day.crash;
  await running.play(prices.of({ from: from + secondsPerTick * day.ticks, secondsPerTick: 1 }));
  const below = await awaitNobodyLiquidatable(exchange, PATIENCE_MILLISECONDS);
  checks.equal('accounts below maintenance margin when it is calm again', below, 0);
  const accountsOfAll = [maker, ...desks, ...members].map(({ account }) => account);
  const expired = await awaitSwept(exchange, accountsOfAll, Object.keys(series).length, PATIENCE_MILLISECONDS);
  tell(`${expired} instruments have expired, and their holders are paid`);
  await bot.stop();
  await running.play(null);
  await client.command({ kind: 'seal' });
  exchange.close();
  const quotes = bot.health().instruments.reduce((sum, { placed }) => sum + placed, 0);
  return {
    accounts,
    // The maker has closed its connections.
    desks: await Promise.all(desks.map((_, place) => joinDesk(running, place + 1))),
    series,
    insurer,
    entered: entries.filter(({ filled }) => filled > 0n).length,
    orders: quotes + entries.reduce((sum, { orders }) => sum + orders, 0),
    hasKeeper,
    client,
  };
}
