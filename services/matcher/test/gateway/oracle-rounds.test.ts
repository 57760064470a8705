import { type BatchPlan, oracleMessage, type RoundContent, verify } from '@tenor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OracleRoundJson } from '../../src/gateway/schema/oracle-records.ts';
import { GatewayRig } from './gateway-rig.ts';
import { ETH, START } from './liquidation-stage.ts';

/** Lots of a long that its buyer's $1M bears by a little. */
const LARGE = 790_000n;
/** µUSD per lot, 2 % below: the long is then below its initial margin, so its visit stays at the round before. */
const LOWER = 9_300_000n;

let rig: GatewayRig;
let plan: BatchPlan;

beforeAll(async () => {
  rig = await GatewayRig.start();
  rig.letPricesStop();
  const tokens = await Promise.all(rig.traders.map((trader) => rig.login(trader)));
  const place = async (trader: number, side: 0 | 1, price: bigint, size: bigint) => {
    const { error } = await rig.call(
      'private/place',
      rig.order(rig.traders[trader]!, side, price, size),
      tokens[trader]!,
    );
    if (error) throw new Error(JSON.stringify(error));
  };
  await rig.round({ btc: START, eth: ETH });
  await rig.exchange.submit({ type: 'seal', time: Date.now() });
  await place(1, 1, START, LARGE);
  await place(0, 0, START, LARGE);
  await rig.round({ btc: LOWER, eth: ETH });
  await place(1, 1, LOWER, 10n);
  await place(2, 0, LOWER, 10n);
  await rig.exchange.submit({ type: 'seal', time: Date.now() });
  plan = rig.exchange.queries.plan(rig.exchange.queries.summary().lastSealed)!;
});
afterAll(() => rig.close());

const contentOf = (json: OracleRoundJson): RoundContent => ({
  round: Number(json.round),
  time: Number(json.time),
  instruments: json.instruments.map(Number),
  marks: json.marks.map(BigInt),
  index: json.index.map(BigInt),
  settlementHour: Number(json.settlement_hour),
  settlement: json.settlement.map(BigInt),
  scenarioPrices: json.scenario_prices.map((prices) => prices.map(BigInt)),
});
const pointOf = ([x, y]: readonly [string, string]) => ({ x: BigInt(x), y: BigInt(y) });

test('the rounds of a sealed batch are served as they were signed', async () => {
  const { result } = await rig.call('public/oracle_rounds', { batch: plan.number });
  expect(result.batch).toBe(plan.number);
  expect(result.rounds.map(({ marks }) => marks[0])).toEqual([String(START), String(LOWER)]);
  expect(result.rounds.map(contentOf)).toEqual(plan.rounds.map(({ signatures: _, ...content }) => content));
  for (const json of result.rounds) {
    const message = oracleMessage(rig.domain, contentOf(json));
    expect(json.signatures.map(({ key }) => key)).toEqual(
      json.signatures.map(({ signer }) => result.oracle_set[signer]),
    );
    expect(
      json.signatures.map(({ key, R8, S }) => verify(message, { R8: pointOf(R8), S: BigInt(S) }, pointOf(key))),
    ).toEqual([true, true, true]);
  }
  const rest = await fetch(`${rig.url}/v1/oracle_rounds?batch=${plan.number}`);
  expect(await rest.json()).toMatchObject(result);
});

test('a round that fills up a batch is told once, and a batch that is not sealed has none', async () => {
  const first = rig.exchange.queries.plan(1)!;
  expect(first.rounds.map(({ round }) => round)).toEqual([first.rounds[0]!.round, first.rounds[0]!.round]);
  expect((await rig.call('public/oracle_rounds', { batch: 1 })).result.rounds).toHaveLength(1);
  for (const batch of [0, plan.number + 1]) {
    const { status, error } = await rig.call('public/oracle_rounds', { batch });
    expect([status, error.name]).toEqual([404, 'BATCH_NOT_FOUND']);
  }
});
