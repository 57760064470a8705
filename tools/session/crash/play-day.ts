import type { L1Client } from '@tenor/sdk';
import type { InstrumentPlan } from '../../../apps/market-maker/src/bot-config.ts';
import { HttpExchangeClient } from '../../../services/prover/src/exchange/http-exchange-client.ts';
import { developmentAccount } from '../../start/development-keys.ts';
import type { Checks } from '../checks.ts';
import { awaitQuotes, startMaker } from '../maker-bot.ts';
import { type CrashAccounts, type OpenMember, openCrashAccounts, payInsurance } from './crash-accounts.ts';
import type { CrashDay } from './crash-day.ts';
import { type CrashExchange, WALLETS } from './crash-exchange.ts';
import type { CrashPrices } from './crash-prices.ts';
import { type Entered, enter } from './crash-trading.ts';
import { awaitNobodyLiquidatable, watchRounds } from './crash-watch.ts';
import { population } from './population.ts';

type Tell = (line: string) => void;

const USD = 1_000_000n;
const INSURANCE = 250_000n * USD;
/** ETH has fallen by this part of 1 when the late shorts sell. */
const BOTTOM = 0.16;
const PATIENCE_MILLISECONDS = 60_000;

/** Six levels a side, some $150,000 in all: enough for one account after the other, and for the whole population only across ticks. */
const ladder = { levels: 3, halfSpreadPpm: 400n, levelStepPpm: 800n, skewPpm: 1500n } as const;
const PLANS: readonly InstrumentPlan[] = [
  { instrument: 'BTC-PERP', levelSize: '0.25', maxInventory: '20', ladder },
  { instrument: 'ETH-PERP', levelSize: '8', maxInventory: '600', ladder },
];

/** What happened on the day, before anything is checked. */
export interface PlayedDay {
  readonly accounts: CrashAccounts;
  readonly insurer: L1Client;
  /** Members that held a position. */
  readonly entered: number;
  readonly orders: number;
  readonly hasKeeper: boolean;
  /** Plans that are sealed, all there will ever be. */
  readonly client: HttpExchangeClient;
}

/** Opens and fills the accounts in the calm, plays the crash, and brings the exchange to a stand: no marks, no orders, everything sealed. */
export async function playDay(
  running: CrashExchange,
  day: CrashDay,
  prices: CrashPrices,
  seed: number,
  checks: Checks,
  tell: Tell,
): Promise<PlayedDay> {
  const client = new HttpExchangeClient(running.url, running.record.internalToken);
  const insurer = await payInsurance(running, INSURANCE);
  const hasKeeper = running.startKeeper(WALLETS.keeper);
  tell(hasKeeper ? 'a keeper watches' : 'there is no keeper: the book alone takes over');
  const accounts = await openCrashAccounts(running, population(seed));
  const { maker, members } = accounts;
  const { exchange } = maker.account;
  tell(`${members.length} accounts and the maker are open; the insurance fund was paid $${INSURANCE / USD}`);
  const bot = await startMaker(maker, developmentAccount(WALLETS.maker).privateKey, PLANS);
  await awaitQuotes(exchange);

  const entries: Entered[] = [];
  const enterAndTell = async (member: OpenMember): Promise<void> => {
    const entry = await enter(member);
    entries.push(entry);
    const { name, leverageTenths, instrument } = member.member;
    const leverage = `${leverageTenths / 10n}.${leverageTenths % 10n}`;
    tell(`${name} (${leverage} times) has ${entry.filled} lots of ${instrument}`);
  };
  for (const member of members) if (member.member.entry === 'before') await enterAndTell(member);

  tell(`the crash of ${day.name}: ${day.crash.secondsPerTick} seconds a tick, ${day.ticks} ticks`);
  await running.play(prices.of(day.crash));
  let late: Promise<void> | null = null;
  const lateEntries = async (): Promise<void> => {
    for (const member of members) if (member.member.entry === 'bottom') await enterAndTell(member);
  };
  const rounds = { of: async () => (await client.status()).lastRound ?? 0, count: day.ticks };
  await watchRounds(exchange, rounds, tell, (fall) => {
    if (fall >= BOTTOM) late ??= lateEntries();
  });
  await late;

  const { from, secondsPerTick } = day.crash;
  await running.play(prices.of({ from: from + secondsPerTick * day.ticks, secondsPerTick: 1 }));
  const below = await awaitNobodyLiquidatable(exchange, PATIENCE_MILLISECONDS);
  checks.equal('accounts below maintenance margin when it is calm again', below, 0);
  await bot.stop();
  await running.play(null);
  await client.command({ kind: 'seal' });
  const quotes = bot.health().instruments.reduce((sum, { placed }) => sum + placed, 0);
  return {
    accounts,
    insurer,
    entered: entries.filter(({ filled }) => filled > 0n).length,
    orders: quotes + entries.reduce((sum, { orders }) => sum + orders, 0),
    hasKeeper,
    client,
  };
}
