import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountClient, ExchangeClient } from '@tenor/sdk';
import { allPages } from '../account-money.ts';

const POLL_MILLISECONDS = 400;
const TELL_MILLISECONDS = 5_000;
/** Without a new oracle round for this long something is broken. */
const STUCK_MILLISECONDS = 60_000;
/** Looks without anybody below maintenance margin before that is believed. */
const QUIET_LOOKS = 4;
/** Several ticks, in each of which the margin engine sweeps some accounts. */
const SWEPT_LOOKS = 6;
const SWEEP_POLL_MILLISECONDS = 1_000;

type Tell = (line: string) => void;

/** Marks of the perpetuals in USD. */
export async function marksOf(exchange: ExchangeClient): Promise<Map<string, number>> {
  const marks = new Map<string, number>();
  for (const { name, expiresAt } of exchange.instruments) {
    if (expiresAt !== null) continue;
    const { mark_price } = await exchange.ticker(name);
    if (mark_price === null) throw new Error(`${name} has no mark price.`);
    marks.set(name, Number(mark_price));
  }
  return marks;
}

async function lineOf(exchange: ExchangeClient, first: ReadonlyMap<string, number>): Promise<string> {
  const marks = await marksOf(exchange);
  const prices = [...marks].map(([name, mark]) => {
    const change = (100 * (mark / first.get(name)! - 1)).toFixed(1);
    return `${name} ${mark.toFixed(2)} (${change} %)`;
  });
  const liquidations = await allPages((request) => exchange.call('public/liquidations', request));
  const { total } = await exchange.liquidatable(1);
  return `${prices.join(', ')}; ${liquidations.length} liquidations, ${total} accounts below maintenance margin`;
}

/**
 * Follows the exchange for this many oracle rounds, telling marks and liquidations every few seconds.
 * @param onFall called at each look with the fall of ETH-PERP, as a part of 1
 */
export async function watchRounds(
  exchange: ExchangeClient,
  rounds: { readonly of: () => Promise<number>; readonly count: number },
  tell: Tell,
  onFall: (fall: number) => void,
): Promise<void> {
  const first = await marksOf(exchange);
  const firstRound = await rounds.of();
  let [last, movedAt, toldAt] = [firstRound, Date.now(), 0];
  while (last - firstRound < rounds.count) {
    const { mark_price } = await exchange.ticker('ETH-PERP');
    onFall(1 - Number(mark_price) / first.get('ETH-PERP')!);
    if (Date.now() - toldAt > TELL_MILLISECONDS) {
      toldAt = Date.now();
      tell(await lineOf(exchange, first));
    }
    const round = await rounds.of();
    if (round !== last) [last, movedAt] = [round, Date.now()];
    if (Date.now() - movedAt > STUCK_MILLISECONDS) throw new Error('No oracle round for a minute.');
    await sleep(POLL_MILLISECONDS);
  }
  tell(await lineOf(exchange, first));
}

/** Waits until so many instruments have expired and nobody is paid for them any more. Returns how many have when patience ends. */
export async function awaitSwept(
  exchange: ExchangeClient,
  accounts: readonly AccountClient[],
  expiries: number,
  patienceMilliseconds: number,
): Promise<number> {
  const deadline = Date.now() + patienceMilliseconds;
  let last = '';
  for (let quiet = 0; ; ) {
    const { results } = await exchange.settlements();
    const paid = await Promise.all(accounts.map(async (account) => (await account.settlements()).results.length));
    const now = `${results.length} ${paid.join(' ')}`;
    quiet = now === last && results.length >= expiries ? quiet + 1 : 0;
    last = now;
    if (quiet >= SWEPT_LOOKS || Date.now() > deadline) return results.length;
    await sleep(SWEEP_POLL_MILLISECONDS);
  }
}

/** Waits until nobody is below maintenance margin for a few looks. Returns who still is when patience ends. */
export async function awaitNobodyLiquidatable(exchange: ExchangeClient, patienceMilliseconds: number): Promise<number> {
  const deadline = Date.now() + patienceMilliseconds;
  for (let quiet = 0; ; ) {
    const { total } = await exchange.liquidatable(1);
    quiet = total === 0 ? quiet + 1 : 0;
    if (quiet >= QUIET_LOOKS || Date.now() > deadline) return total;
    await sleep(POLL_MILLISECONDS);
  }
}

/** Waits until batches up to a number are settled on L1. Throws when nothing moves for five minutes. */
export async function awaitSettled(exchange: ExchangeClient, number: number, tell: Tell): Promise<void> {
  let stage = '';
  let movedAt = Date.now();
  for (;;) {
    const { batches, prover } = await exchange.status();
    const now = `${batches.proved} of ${number} batches proved, ${batches.settled} settled, prover ${prover.state}`;
    const isWarming = prover.state === 'warming';
    if (now !== stage) tell(now);
    if (now !== stage || isWarming) movedAt = Date.now();
    stage = now;
    if ((batches.settled ?? 0) >= number) return;
    if (Date.now() - movedAt > 5 * STUCK_MILLISECONDS) throw new Error(`No progress for five minutes: ${stage}`);
    await sleep(POLL_MILLISECONDS);
  }
}
