import { setImmediate } from 'node:timers/promises';
import {
  type BatchPlan,
  CIRCUIT_SIZES,
  type CircuitName,
  domainOf,
  type ExchangeState,
  isOption,
  type MarketTerms,
  type OracleRound,
} from '@tenor/protocol';
import { type ExchangeClient, parseUsd } from '@tenor/sdk';
import type { HttpExchangeClient } from '../../../services/prover/src/exchange/http-exchange-client.ts';
import { oracleSetOf } from '../../start/oracle-set.ts';
import { allPages } from '../account-money.ts';
import type { Checks } from '../checks.ts';
import type { ListedSeries } from '../listed-series.ts';
import { microUsdPerLot } from '../lot-price.ts';
import type { Participant } from '../participants.ts';
import { missing, type Solvency, solvency, unmatched } from './books.ts';
import type { CrashDay } from './crash-day.ts';
import type { CrashExchange } from './crash-exchange.ts';
import type { CrashSeries } from './option-sellers.ts';
import { type CheckedBatch, type Flows, PlanCheck } from './plan-check.ts';
import { type LiquidationReceipt, receiptFault, receiptOf, receiptsAgainstPlans } from './receipt-check.ts';

type Tell = (line: string) => void;

const PAGE = 50;
const TELL_EVERY = 25;
const LEAST_ACCOUNTS = 12;

/** The day worked out again from its plans. */
export interface CheckedDay {
  readonly batches: readonly CheckedBatch[];
  readonly state: ExchangeState;
  readonly flows: Flows;
}

async function sealedPlans(client: HttpExchangeClient): Promise<BatchPlan[]> {
  const all: BatchPlan[] = [];
  for (;;) {
    const { plans } = await client.plans(all.length + 1, PAGE, 0);
    if (plans.length === 0) return all;
    all.push(...plans);
  }
}

/** Runs every sealed plan through the rules. */
export async function checkPlans(
  client: HttpExchangeClient,
  running: CrashExchange,
  size: CircuitName,
  checks: Checks,
  tell: Tell,
): Promise<CheckedDay> {
  const { chainId, addresses } = running.deployment;
  const check = new PlanCheck(
    CIRCUIT_SIZES[size],
    domainOf(chainId, addresses.exchange),
    running.record.genesisHour,
    oracleSetOf(running.record),
  );
  const batches: CheckedBatch[] = [];
  for (const plan of await sealedPlans(client)) {
    batches.push(check.check(plan));
    if (batches.length % TELL_EVERY === 0) tell(`${batches.length} batches worked out again`);
    // It takes a while altogether, and connections want to be looked after.
    await setImmediate();
  }
  const faults = batches.flatMap((batch) => batch.faults);
  for (const fault of faults) tell(fault);
  checks.that(
    `${batches.length} batches keep the rules, and their published words lead to the same roots`,
    batches.length > 0 && faults.length === 0,
    faults[0],
  );
  return { batches, state: check.state, flows: check.flows };
}

/** Compares receipts with the rule and with the plans. Returns them. */
export async function checkReceipts(
  exchange: ExchangeClient,
  { batches, state, flows }: CheckedDay,
  series: CrashSeries,
  { leastLiquidations, leastSellers }: CrashDay,
  checks: Checks,
): Promise<LiquidationReceipt[]> {
  const records = await allPages((request) => exchange.call('public/liquidations', request));
  const receipts = records.map((record) => receiptOf(exchange, record));
  // An expired instrument has no row any more.
  const dated = new Map(Object.values(series).map(({ terms }: ListedSeries) => [terms.instrument, terms]));
  const termsOf = (instrument: number) =>
    dated.get(instrument) ?? state.markets.find((market) => market?.instrument === instrument)!;
  const faults = receipts.flatMap((receipt) => receiptFault(receipt, termsOf(receipt.instrument)) ?? []);
  checks.that(`${receipts.length} receipts of liquidations keep their rule`, faults.length === 0, faults[0]);
  const differences = receiptsAgainstPlans(
    receipts,
    batches.map(({ plan }) => plan),
  );
  checks.that('receipts and plans tell the same', differences.length === 0, differences[0]);
  const deleveragings = await allPages((request) => exchange.call('public/deleveragings', request));
  checks.equal('deleveragings, receipts and plans', deleveragings.length, flows.deleveraged);
  const toDebtors = deleveragings.reduce((sum, { insurance }) => sum + parseUsd(insurance), 0n);
  const paid = receipts.reduce((sum, { insurance }) => sum + insurance, toDebtors);
  checks.equal('µUSD that the insurance fund paid, receipts and plans', paid, flows.insurancePaid);
  checks.that(
    `${receipts.length} liquidations`,
    receipts.length >= leastLiquidations,
    `at least ${leastLiquidations} expected`,
  );
  const short = receipts.filter(({ instrument, wasLong }) => isSoldOption(dated.get(instrument), wasLong));
  const sellers = new Set(short.map(({ account }) => account)).size;
  checks.that(
    `${short.length} liquidations of ${sellers} option sellers`,
    short.length >= leastSellers,
    `at least ${leastSellers} expected`,
  );
  return receipts;
}

const isSoldOption = (terms: MarketTerms | undefined, wasLong: boolean): boolean =>
  terms !== undefined && isOption(terms) && !wasLong;

/** The prices that the exchange judges by now, as a round without signatures. */
async function servedRound(exchange: ExchangeClient, { markets }: ExchangeState): Promise<OracleRound> {
  const marks = markets.map(() => 0n);
  const index: bigint[] = [];
  for (const scale of exchange.instruments) {
    const { mark_price, index_price } = await exchange.ticker(scale.name);
    const row = markets.findIndex((market) => market?.instrument === scale.id);
    marks[row] = microUsdPerLot(scale, mark_price ?? '0');
    index[markets[row]!.underlying - 1] = microUsdPerLot(scale, index_price ?? '0');
  }
  const instruments = markets.map((market) => market?.instrument ?? 0);
  // Margins are not asked for: scenarios are not served.
  const scenarioPrices = markets.map(() => []);
  const prices = { instruments, marks, scenarioPrices, index };
  return { round: 0, time: 0, ...prices, settlementHour: 0, settlement: [], signatures: [] };
}

/** Balances the books, compares the state with what the exchange serves, and looks for debts. */
export async function checkBooks(
  day: CheckedDay,
  participants: readonly Participant[],
  entered: number,
  checks: Checks,
): Promise<Solvency> {
  const { state, flows } = day;
  const { account, l1 } = participants[0]!;
  checks.that(`${entered} leveraged accounts`, entered >= LEAST_ACCOUNTS, `at least ${LEAST_ACCOUNTS} expected`);
  checks.equal('missing in the books, 2^-24 µUSD', missing(state, flows), 0n);
  const open = [...unmatched(state)].map(([instrument, lots]) => `${lots} lots of ${instrument}`).join(', ');
  checks.equal('positions of everybody together', open || 'none', 'none');
  checks.equal('µUSD in the vault on L1', await l1.vault(), flows.deposited + flows.insured);

  const solvent = solvency(state, await servedRound(account.exchange, state));
  for (const participant of participants) await checkServed(participant, state, solvent, checks);
  checks.that(
    `the worst equity is ${solvent.worstEquity} µUSD, of account ${solvent.worstAccount}`,
    solvent.worstEquity >= 0n,
    'a debt that nobody has paid',
  );
  checks.equal('µUSD of bad debt', solvent.badDebt, 0n);
  return solvent;
}

/** Compares an account of the state that was worked out again with what the exchange says of it. */
async function checkServed(
  { name, account }: Participant,
  state: ExchangeState,
  { equities }: Solvency,
  checks: Checks,
): Promise<void> {
  const own = state.accounts.get(account.account);
  const served = await account.state();
  const held = (await account.positions()).map(({ instrument, size }) => {
    const scale = account.exchange.instrument(instrument);
    return `${scale.id}:${scale.lots(size)}`;
  });
  const worked = own?.positions
    .filter(({ size }) => size !== 0n)
    .map(({ instrument, size }) => `${instrument}:${size}`);
  const text = (equity: bigint | undefined, positions: readonly string[]): string =>
    `${equity} µUSD, positions ${[...positions].sort().join(' ') || 'none'}`;
  checks.equal(
    `equity and positions of ${name}, worked out and served`,
    text(equities.get(account.account), worked ?? []),
    text(parseUsd(served.equity), held),
  );
}
