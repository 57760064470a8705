import { setTimeout as sleep } from 'node:timers/promises';
import { BITS, cashIndicesOf, type ExchangeState, payoff } from '@tenor/protocol';
import { ApiError, type ExchangeClient, parseUsd } from '@tenor/sdk';
import type { Checks } from './checks.ts';
import type { DatedBoard } from './dated-trades.ts';
import { microUsdPerLot } from './lot-price.ts';
import type { Participant } from './participants.ts';
import type { SessionClock } from './session-clock.ts';

type Tell = (line: string) => void;

const POLL_MILLISECONDS = 500;
const PATIENCE_MILLISECONDS = 120_000;
/** The last seconds before the expiry, in which the index is averaged. */
const LAST_MILLISECONDS = 12_000;

/** Waits until a condition holds. Throws with what was waited for after two minutes. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await holds()); waited += POLL_MILLISECONDS) {
    if (waited > PATIENCE_MILLISECONDS) throw new Error(`${what}: not within two minutes.`);
    await sleep(POLL_MILLISECONDS);
  }
}

/** Moves the clock over the expiry of the call and checks that its holders are paid what it settled at. Returns how many instruments expired. */
export async function letExpire(
  exchange: ExchangeClient,
  rpcUrl: string,
  { call }: DatedBoard,
  everybody: readonly Participant[],
  clock: SessionClock,
  checks: Checks,
  tell: Tell,
): Promise<number> {
  const { name } = call.scale;
  const holders = await holdersOf(name, everybody);
  await clock.advance(LAST_MILLISECONDS, rpcUrl);
  tell(`it is 08:00 UTC soon: ${name} expires`);
  await until(`the settlement of ${name}`, async () =>
    (await exchange.settlements()).results.some(({ instrument }) => instrument === name),
  );
  const { results } = await exchange.settlements();
  const { settlement_price, payoff: paid } = results.find(({ instrument }) => instrument === name)!;
  const price = microUsdPerLot(call.scale, settlement_price);
  tell(`${name} settled at ${settlement_price}`);
  checks.equal(`payoff of ${name}, µUSD per lot`, microUsdPerLot(call.scale, paid ?? '0'), payoff(call.terms, price));
  const amounts: bigint[] = [];
  for (const { name: holder, account } of holders) {
    await until(`the sweep of ${holder}`, async () => (await account.settlements()).results.length > 0);
    const [settlement] = (await account.settlements()).results;
    const lots = call.scale.lots(settlement!.size);
    const amount = parseUsd(settlement!.amount);
    checks.equal(`µUSD that ${name} paid to ${holder}`, amount, lots * payoff(call.terms, price));
    amounts.push(amount);
    const positions = await account.positions();
    checks.that(`${holder} holds no ${name} any more`, !positions.some(({ instrument }) => instrument === name));
  }
  checks.that(`the settlement of ${name} adds up to nothing`, amounts.reduce((sum, amount) => sum + amount, 0n) === 0n);
  await checkRefused(exchange, name, checks);
  return results.length;
}

async function holdersOf(instrument: string, everybody: readonly Participant[]): Promise<Participant[]> {
  const holds = await Promise.all(
    everybody.map(async ({ account }) => (await account.positions()).some((held) => held.instrument === instrument)),
  );
  return everybody.filter((_, place) => holds[place]);
}

async function checkRefused(exchange: ExchangeClient, name: string, checks: Checks): Promise<void> {
  await until(`the end of ${name} in the list`, async () => !exchange.instruments.some((scale) => scale.name === name));
  const error = await exchange.call('public/order_book', { instrument: name }).then(
    () => 'none',
    (refusal: unknown) => (refusal instanceof ApiError ? refusal.name : String(refusal)),
  );
  checks.equal(`refusal of the book of ${name}`, error, 'EXPIRED_INSTRUMENT');
}

/** What the state rebuilt from L1 must have of the board: the call settled at its payoff, put and future listed under the terms that L1 published. */
export function verifyBoard(
  state: ExchangeState,
  { call, put, future }: DatedBoard,
  settled: readonly { instrument: string; payoff?: string }[],
  checks: Checks,
): void {
  const { instrument } = call.terms;
  checks.that(`${call.scale.name} is settled in the state rebuilt from L1`, state.settled.has(instrument));
  const told = settled.find((one) => one.instrument === call.scale.name);
  const paid = microUsdPerLot(call.scale, told?.payoff ?? '0');
  if (state.settled.has(instrument)) {
    const { indexLong, indexShort } = cashIndicesOf(state)(instrument);
    const final = paid << BigInt(BITS.cashIndexFraction);
    checks.that(
      `its indices are its payoff`,
      indexLong === final && indexShort === final,
      `${indexLong}, ${indexShort}`,
    );
  }
  for (const { scale, terms } of [put, future]) {
    const row = state.markets.find((market) => market?.instrument === terms.instrument);
    const same = row && Object.entries(terms).every(([field, value]) => row[field as keyof typeof row] === value);
    checks.that(`${scale.name} is listed in the state rebuilt from L1 as L1 published it`, same === true);
  }
}
