import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayRig, type Trader } from './gateway-rig.ts';
import { FALLEN, Stage, WEB_CONFIG } from './liquidation-stage.ts';

const EXAMPLES = new URL('../../../../docs/api/examples/', import.meta.url).pathname;
let rig: GatewayRig;
let trader: Trader;

beforeAll(async () => {
  rig = await GatewayRig.start();
  trader = rig.traders[0]!;
});
afterAll(() => rig.close());

function run(command: string, args: string[], environment: Record<string, string> = {}) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, TENOR_URL: rig.url, ...environment } });
    let output = '';
    const read = (data: Buffer): void => {
      output += data.toString();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('close', (code) => resolve({ code, output }));
  });
}
const runTs = (name: string, args: string[], environment: Record<string, string> = {}) =>
  run(process.execPath, ['--import', 'tsx', EXAMPLES + name, ...args], environment);

test('place-order.ts places, checks its receipt and cancels', async () => {
  const secret = `0x${Buffer.from(trader.secret).toString('hex')}`;
  const { code, output } = await runTs('place-order.ts', [], {
    TENOR_ACCOUNT: String(trader.account),
    TENOR_SECRET: secret,
  });
  expect(output).toMatch(/order \d+ is open at 94999\.5\nreceipt \d+ is genuine\n1 order cancelled/);
  expect(code).toBe(0);
});

test('follow-book.ts keeps a book with right checksums', async () => {
  const token = await rig.login(trader);
  const following = runTs('follow-book.ts', ['BTC-PERP'], { TENOR_CHECKSUMS: '3' });
  const stir = setInterval(() => {
    void rig.call('private/place', rig.order(trader, 0, 9_400_000n + BigInt(Date.now() % 50) * 10n, 1n), token);
  }, 50);
  const { output } = await following;
  clearInterval(stir);
  expect(output.match(/checksum right/g)).toHaveLength(3);
  expect(output).not.toMatch(/WRONG|gap/);
});

test('market-data.sh gets an answer to every call', async () => {
  const { code, output } = await run('sh', [`${EXAMPLES}market-data.sh`]);
  expect(code).toBe(0);
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines).toHaveLength(9);
  expect(lines[7]).toMatchObject({ result: { state: 'running' } });
  expect(lines[8]).toMatchObject([{ result: {} }, { error: { name: 'UNAUTHENTICATED' } }]);
});

test('verify-batch.ts says so when there is no proof', async () => {
  const { code, output } = await runTs('verify-batch.ts', ['1']);
  expect(output).toContain('BATCH_NOT_FOUND');
  expect(code).not.toBe(0);
});

test('margin-mode.ts takes portfolio margin, and says why a mode is refused', async () => {
  const stage = await Stage.open({ webConfig: WEB_CONFIG });
  const take = ({ account, secret }: Trader, mode: string) =>
    runTs('margin-mode.ts', [mode], {
      TENOR_URL: stage.rig.url,
      TENOR_ACCOUNT: String(account),
      TENOR_SECRET: `0x${Buffer.from(secret).toString('hex')}`,
    });
  const { code, output } = await take(stage.keeper, 'portfolio:BTC');
  expect(output).toMatch(/^standard: 0 of initial margin\nportfolio:BTC: 0 of initial margin, receipt \d+\n$/);
  expect(code).toBe(0);
  // $7M of a perpetual on $1M.
  expect((await take(stage.victim, 'portfolio:BTC')).output).toMatch(/\nrefused: MARGIN \(30001\)\n$/);
  expect((await take(stage.victim, 'portfolio:DOGE')).output).toContain(
    'one of standard, portfolio:BTC, portfolio:ETH',
  );
  await stage.rig.close();
});

test('take-over.ts finds nobody, then takes a position over', async () => {
  const stage = await Stage.open({ webConfig: WEB_CONFIG });
  const { account, secret } = stage.keeper;
  const takeOver = () =>
    runTs('take-over.ts', [], {
      TENOR_URL: stage.rig.url,
      TENOR_ACCOUNT: String(account),
      TENOR_SECRET: `0x${Buffer.from(secret).toString('hex')}`,
    });
  expect(await takeOver()).toMatchObject({ code: 0, output: '0 below maintenance margin\n' });
  await stage.fall(FALLEN);
  const { code, output } = await takeOver();
  expect(output).toMatch(
    /^1 below maintenance margin\naccount 1: buy [\d.]+ BTC-PERP at 85462\.5, mark 86000\ntook [\d.]+ at 85462\.5; the fund got [\d.]+\n$/,
  );
  expect(code).toBe(0);
  await stage.rig.close();
});
