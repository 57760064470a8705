import { type ExchangeClient, parseUsd, type ReceiptJson, verifyReceipt } from '@tenor/sdk';
import { replayFromL1 } from '../replay/replay-from-l1.ts';
import type { RunningExchange } from '../start/supervisor.ts';
import { awaitFunding } from './await-funding.ts';
import { awaitSettlement } from './await-settlement.ts';
import type { Checks } from './checks.ts';
import { claimWithdrawals } from './claim-withdrawals.ts';
import { letExpire, verifyBoard } from './dated-expiry.ts';
import { type DatedBoard, openBoard, tradeBoard } from './dated-trades.ts';
import { awaitQuotes, startMaker } from './maker-bot.ts';
import { OrderFlow } from './order-flow.ts';
import { everybody, openAccounts, type Participant, type Participants } from './participants.ts';
import { hedgeInPortfolioMargin, verifyModes } from './portfolio-hedge.ts';
import type { SessionClock } from './session-clock.ts';
import type { SessionOptions } from './session-options.ts';
import type { SessionReport } from './session-report.ts';
import { batchReports, tradesAndFunding } from './trade-records.ts';
import { owedWithin, verifyAccount, verifyWhole } from './verify-state.ts';

type Tell = (line: string) => void;
const USD = 1_000_000n;
const LEAST_BATCHES = 3;
/** Rows that funding and rounding may leave in the vault, µUSD for each account and step. */
const DUST = 1n;

/** A further deposit, a transfer between two accounts of one owner, and a withdrawal from three accounts. */
async function moveMoney({ alice, aliceSavings, bob }: Participants, tell: Tell): Promise<ReceiptJson[]> {
  await bob.l1.mint(2_500n * USD);
  await bob.l1.deposit(bob.account.account, 2_500n * USD);
  bob.deposited += 2_500n * USD;
  tell('Bob deposited $2500 more');
  const receipts = [(await alice.account.transfer(aliceSavings.account.account, '1250.75')).receipt];
  tell('Alice moved $1250.75 to her second account');
  const withdraw = async (who: Participant, amount: string) => {
    receipts.push((await who.account.withdraw(amount)).receipt);
    who.withdrawn += parseUsd(amount);
    tell(`${who.name} withdrew $${amount}`);
  };
  await withdraw(aliceSavings, '2000.25');
  await withdraw(alice, '5000');
  await withdraw(bob, '1234.567891');
  return receipts;
}

async function verifyReceipts(receipts: readonly ReceiptJson[], alice: Participant, checks: Checks): Promise<void> {
  const status = await alice.account.exchange.status();
  const { chainId, exchange } = alice.l1.l1;
  const receiptKey = status.receipt_key as `0x${string}`;
  let wrong = 0;
  for (const receipt of receipts) if (!(await verifyReceipt(receipt, { chainId, exchange, receiptKey }))) wrong++;
  checks.that(`${receipts.length} receipts carry the signature of the exchange`, wrong === 0 && receipts.length > 0);
}

/** What was traded, before anything is settled. */
interface Traded {
  readonly board: DatedBoard;
  readonly expiries: number;
  readonly receipts: readonly ReceiptJson[];
  /** Of the two traders, of the hedge and of the maker. */
  readonly orders: number;
}

/** Everything that the participants do on the exchange, until the call has expired and the book is empty. */
async function trade(
  running: RunningExchange,
  participants: Participants,
  { orders, seed, tradeEvery }: SessionOptions,
  clock: SessionClock,
  checks: Checks,
  tell: Tell,
): Promise<Traded> {
  const { alice, bob } = participants;
  const { exchange } = alice.account;
  const bot = await startMaker(participants.maker, running.keys.maker.privateKey);
  await awaitQuotes(exchange);
  tell('the maker quotes both perpetuals');
  const board = await openBoard(exchange, running.rpcUrl, clock, checks, tell);
  await tradeBoard(participants, board, checks);
  tell('the call, the put and the future were traded');
  const hedged = await hedgeInPortfolioMargin(participants.aliceSavings, board, checks, tell);
  const flow = new OrderFlow([alice, bob], seed, tradeEvery);
  const half = Math.floor(orders / 2);
  const progress = (placed: number): void => {
    if (placed % 20 === 0) tell(`${flow.result.placed} orders placed, ${flow.result.cancelled} taken back`);
  };
  await flow.run(half, progress);
  const moved = await moveMoney(participants, tell);
  await awaitFunding(exchange, tell);
  // The other half after the funding, so that it reaches the accounts on the books of L1 too.
  await flow.run(orders - half, progress);
  await bot.stop();
  for (const { account } of [alice, bob]) await account.cancelAll();
  const expiries = await letExpire(exchange, running.rpcUrl, board, everybody(participants), clock, checks, tell);
  // The hour of the expiry is one of funding too.
  await awaitFunding(exchange, tell, clock.expiry);
  const { placed, receipts } = flow.result;
  const quotes = bot.health().instruments.reduce((total, instrument) => total + instrument.placed, 0);
  return { board, expiries, receipts: [...receipts, ...moved, ...hedged], orders: placed + quotes + 1 };
}

/** Counts what is settled. */
async function verifyBatches(exchange: ExchangeClient, trades: number, checks: Checks) {
  const { batches, fundingSteps } = await batchReports(exchange);
  checks.that(
    `${batches.length} batches settled`,
    batches.length >= LEAST_BATCHES,
    `at least ${LEAST_BATCHES} expected`,
  );
  checks.that(`${fundingSteps} funding steps settled`, fundingSteps >= 1, 'at least one expected');
  checks.that(`${trades} trades`, trades >= 1, 'at least one expected');
  checks.equal(
    'trades in the batches',
    batches.reduce((total, batch) => total + batch.trades, 0),
    trades,
  );
  return { batches, fundingSteps };
}

/** Plays the session on a running exchange and checks everything that L1 can tell about it. */
export async function runSession(
  running: RunningExchange,
  options: SessionOptions,
  clock: SessionClock,
  checks: Checks,
  tell: Tell,
): Promise<Omit<SessionReport, 'ok' | 'durationSeconds'>> {
  const participants = await openAccounts(running, tell);
  const all = everybody(participants);
  const { alice } = participants;
  const { exchange } = alice.account;
  try {
    const { board, expiries, receipts, orders } = await trade(running, participants, options, clock, checks, tell);
    tell('trading is over, waiting for the last proof');
    await awaitSettlement(exchange, tell);

    await verifyReceipts(receipts, alice, checks);
    const rootOnL1 = await alice.l1.stateRoot();
    const withdrawalsClaimed = await claimWithdrawals(all, checks);
    tell('rebuilding the state from L1 calldata');
    const report = await replayFromL1(running.rpcUrl, running.addresses.exchange, BigInt(running.deployBlock));
    const sum = (of: 'deposited' | 'withdrawn') => all.reduce((total, participant) => total + participant[of], 0n);
    verifyWhole(report, { deposited: sum('deposited'), withdrawn: sum('withdrawn') }, rootOnL1, checks);
    verifyModes(report.replay.state, all, checks);
    verifyBoard(report.replay.state, board, (await exchange.settlements()).results, checks);
    const { trades, hadFunding } = await tradesAndFunding(exchange);
    for (const participant of all) await verifyAccount(participant, report.replay.state, checks, hadFunding);
    const { batches, fundingSteps } = await verifyBatches(exchange, trades, checks);
    const vault = await alice.l1.vault();
    const owed = owedWithin(report.replay.state) + (await alice.l1.totalOwed());
    const dust = DUST * BigInt(fundingSteps * all.length);
    checks.that(
      `the vault holds ${vault} µUSD for ${owed} owed`,
      owed <= vault && vault - owed <= dust,
      `at most ${dust} more`,
    );
    return {
      deposits: all.length + 1,
      orders,
      trades,
      fundingSteps,
      listings: Object.keys(board).length,
      expiries,
      withdrawalsClaimed,
      batches,
      l1: { stateRoot: rootOnL1.toString(), replayedRoot: report.replayedRoot.toString() },
      conservation: { vault: Number(vault), owed: Number(owed) },
    };
  } finally {
    for (const { account } of all) account.exchange.close();
  }
}
