import { execFile } from 'node:child_process';
import { CIRCUIT_SIZES, derivePublicKey, genesisState, type PublicKey, SettledState } from '@tenor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ETH, FALLEN, Stage, WEB_CONFIG } from '../../../services/matcher/test/gateway/liquidation-stage.ts';
import { repositoryRoot } from '../../gen/repository.ts';
import { EXCHANGE, FakeL1 } from './fake-l1.ts';

const SIZE = CIRCUIT_SIZES.dev;
/** µUSD per lot at which the account owes more than the highest levy brings. */
const DEEP = 7_000_000n;

/** An exchange whose account was liquidated in part by a keeper, and then deleveraged; and the L1 that has its batches. */
async function exchange(oracleKeys?: readonly PublicKey[]): Promise<{ stage: Stage; l1: FakeL1 }> {
  const stage = await Stage.open({ webConfig: WEB_CONFIG, ...(oracleKeys ? { oracleKeys } : {}) });
  const { rig, keeper, victim } = stage;
  // Nobody has stepped the funding: it is still at the genesis hour.
  const genesis = genesisState(SIZE, rig.exchange.queries.ledgerMarket(1).lastFundingHour);
  await stage.fall(FALLEN);
  const { error } = await stage.liquidate(keeper);
  if (error) throw new Error(JSON.stringify(error));
  for (let mark = FALLEN; mark > DEEP; mark -= 200_000n) await rig.round({ btc: mark, eth: ETH });
  const time = Date.now();
  await rig.exchange.submit({ type: 'liquidate', time, account: victim.account, instrument: 1, offer: null });
  await rig.exchange.submit({ type: 'seal', time });
  const settled = new SettledState(SIZE, genesis, rig.oracleKeys);
  const words = rig.exchange.sealedPlans(1).map((plan) => settled.apply(plan, rig.domain).words);
  return { stage, l1: await FakeL1.start([words], settled.root, Math.floor(time / 1000)) };
}

/** The command, as an outsider runs it. */
function run({ stage, l1 }: { stage: Stage; l1: FakeL1 }): Promise<{ code: number; output: string }> {
  const addresses = ['--rpc', l1.url, '--exchange', EXCHANGE, '--api', stage.rig.url];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'tools/replay/liquidations.ts', ...addresses],
      { cwd: repositoryRoot },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

let honest: { stage: Stage; l1: FakeL1 };
beforeAll(async () => {
  honest = await exchange();
});
afterAll(async () => {
  honest.l1.close();
  await honest.stage.rig.close();
});

test('one command judges what an exchange did, and says who signed the prices', async () => {
  const { rig, victim, other } = honest.stage;
  const [liquidation] = (await rig.call('public/liquidations', {})).result.results;
  const [deleveraging] = (await rig.call('public/deleveragings', {})).result.results;
  const { code, output } = await run(honest);
  const told = async (batch: number) => {
    const { rounds } = (await rig.call('public/oracle_rounds', { batch })).result;
    const signed = rounds.map(
      ({ round, signatures }) => `${round} signed by keys ${signatures.map((x) => x.signer).join(', ')}`,
    );
    return `ok     batch ${batch} rounds: ${signed.join('; ')}\n`;
  };
  expect(output).toContain(await told(liquidation!.batch!));
  expect(output).toContain(await told(deleveraging!.batch!));
  expect(output).toMatch(new RegExp(`^ok     batch ${liquidation!.batch} account ${victim.account}: `, 'm'));
  for (const { account } of [victim, other])
    expect(output).toMatch(new RegExp(`^ok     batch ${deleveraging!.batch} deleveraged account ${account}: `, 'm'));
  const { x, y } = rig.oracleKeys[3]!;
  expect(output).toContain(`key 3 is (${x}, ${y})\n`);
  expect(output).not.toContain('FAILED');
  expect(output).toMatch(/^3 accounts judged, 0 findings/m);
  expect(code).toBe(0);
});

test('it fails where the keys that an exchange names are not those of the set on L1', async () => {
  const strangers = Array.from({ length: SIZE.N }, (_, place) => derivePublicKey(new Uint8Array(32).fill(7 + place)));
  const lying = await exchange(strangers);
  const { code, output } = await run(lying);
  expect(output).toMatch(/^FAILED ORACLE_SET_DIFFERS batch \d+ rounds: /m);
  expect(output).toMatch(/^0 accounts judged, /m);
  expect(code).toBe(1);
  lying.l1.close();
  await lying.stage.rig.close();
});
