import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { createPublicClient, type Hex, http, parseAbi } from 'viem';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningExchange, startExchange } from '../../tools/start/supervisor.ts';
import { CHROMIUM_ARGUMENTS, findChromium } from './chromium.ts';
import { type InjectedWallet, injectWallet } from './injected-wallet.ts';

const STAGES = ['accepted', 'batched', 'proved', 'settled', 'final'];
const STEP_MS = 120_000;
/** A proof of the test circuit takes seconds on an idle machine, minutes on one that is busy with other tests. */
const PROOF_MS = 1_200_000;
const TRADE_ATTEMPTS = 20;

const executable = findChromium();
if (!executable) console.warn('SKIPPED: the browser story needs Chromium. Install it, or name one in CHROMIUM.');

// One person's way through the page, on a really started exchange: every step stands on the one before.
describe.skipIf(!executable)('a trader in the browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenor-browser-'));
  const complaints: string[] = [];
  let exchange: RunningExchange;
  let browser: Browser;
  let page: Page;
  let wallet: InjectedWallet;
  let orderRow: Locator;

  let broken: string | null = null;
  beforeEach(() => {
    if (broken) throw new Error(`Not tried: "${broken}" failed before.`);
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') broken ??= task.name;
  });

  const shows = (locator: Locator, timeout = STEP_MS): Promise<void> => locator.waitFor({ state: 'visible', timeout });
  const tab = (name: string): Promise<void> => page.getByRole('tab', { name }).click();

  beforeAll(async () => {
    exchange = await startExchange({ dataDirectory: folder, size: 'test', bots: true, lister: true, web: true });
    browser = await chromium.launch({ executablePath: executable!, args: CHROMIUM_ARGUMENTS });
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    wallet = await injectWallet(page, exchange.keys.trader.privateKey, exchange);
  });

  afterAll(async () => {
    await browser?.close();
    await exchange?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds a live market', async () => {
    await page.goto(exchange.url);
    await shows(page.getByRole('button', { name: /BTC-PERP/ }));
    await shows(page.getByRole('button', { name: /ETH-PERP/ }));
    await shows(page.locator('.ladder-asks li').first());
    await shows(page.locator('.ladder-bids li').first());
    await shows(page.locator('[data-testid=connection][data-status=live]'));
  });

  it('connects an announced wallet and survives a refused signature', async () => {
    await page.getByTestId('connect').click();
    await page.getByRole('button', { name: /Story Wallet/ }).click();
    await shows(page.getByTitle(/Story Wallet/));
    wallet.refuseNext();
    await page.getByTestId('next-step').click();
    await shows(page.getByText('Trading is not enabled'));
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByTestId('next-step').click();
    await shows(page.getByTestId('next-step').getByText('Deposit'));
  });

  it('deposits on L1 and is credited', async () => {
    await page.getByTestId('next-step').click();
    await page.getByLabel('Amount').fill('20000');
    await page.getByTestId('mint').click();
    await page.getByTestId('mint').waitFor({ state: 'detached', timeout: STEP_MS });
    await page.getByTestId('deposit-submit').click();
    await shows(page.locator('[data-testid=deposit-steps][data-step=credited]'));
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await expect.poll(() => page.getByTestId('equity').textContent(), { timeout: STEP_MS }).toBe('20,000.00');
    expect(wallet.asked.filter((method) => method === 'eth_signTypedData_v4')).toHaveLength(3);
  });

  it('rests an order, marks it in the book, and cancels it', async () => {
    const bid = page.locator('.ladder-bids li').last();
    await page.getByLabel('Size', { exact: true }).fill('0.01');
    await bid.getByRole('button').click();
    await page.getByLabel('Post-only').check();
    await page.getByTestId('place-order').click();
    await tab('Open orders');
    await shows(page.getByRole('button', { name: /^Cancel buy/ }));
    await shows(page.locator('.own-mark').first());
    await page.getByRole('button', { name: /^Cancel buy/ }).click();
    await shows(page.getByText('No open orders.'));
    await page.getByLabel('Post-only').uncheck();
  });

  it('trades against the bot', async () => {
    await tab('Positions');
    await page.getByRole('tab', { name: 'Market' }).click();
    const close = page.getByRole('button', { name: /^Close the BTC-PERP position/ });
    // The bot may be replacing its quotes at that moment: a market order that finds none is cancelled and sent again.
    for (let attempt = 0; attempt < TRADE_ATTEMPTS && !(await close.isVisible()); attempt++) {
      await page.getByLabel('Size', { exact: true }).fill('0.02');
      await page.getByTestId('place-order').click();
      await close.waitFor({ state: 'visible', timeout: 5000 }).catch(() => undefined);
    }
    await shows(close);
    await tab('Order history');
    orderRow = page.locator('tbody tr', { has: page.locator('.status-filled') }).first();
    await shows(orderRow);
  });

  it('watches the order become final: accepted, batched, proved, settled', async () => {
    const finality = orderRow.locator('.finality');
    const seen: string[] = [];
    await expect
      .poll(
        async () => {
          const stage = (await finality.getAttribute('data-stage')) ?? '';
          if (seen.at(-1) !== stage) seen.push(stage);
          return STAGES.indexOf(stage);
        },
        { timeout: PROOF_MS, interval: 100 },
      )
      .toBeGreaterThanOrEqual(STAGES.indexOf('settled'));
    const ranks = seen.map((stage) => STAGES.indexOf(stage));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(1);
    await shows(finality.getByRole('button', { name: /^batch \d+/ }));
  });

  it('verifies the proof in the page, and sees through a changed one', async () => {
    const label = await orderRow.getByRole('button', { name: /^batch \d+/ }).textContent();
    const number = Number(label?.replace(/\D/g, ''));
    await orderRow.getByRole('button', { name: /^batch \d+/ }).click();
    const proof = page.getByTestId(`proof-${number}`);
    await proof.getByRole('button').click();
    await shows(proof.getByText('✓ true'));
    await page.route(`**/v1/batches/${number}/proof`, async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as { public_signals: string[] };
      body.public_signals[1] = (BigInt(body.public_signals[1]!) + 1n).toString();
      await route.fulfill({ response, json: body });
    });
    await proof.getByRole('button').click();
    await shows(proof.getByText('✗ false'));
  });

  it('closes the position', async () => {
    await tab('Positions');
    const close = page.getByRole('button', { name: /^Close the BTC-PERP position/ });
    for (let attempt = 0; attempt < TRADE_ATTEMPTS && (await close.isVisible()); attempt++) {
      await close.click({ timeout: 5000 }).catch(() => undefined);
      await close.waitFor({ state: 'detached', timeout: 5000 }).catch(() => undefined);
    }
    await shows(page.getByText('No open positions.'));
  });

  it('buys an option from the chain, sees its greeks, and sells it again', async () => {
    await page.getByRole('button', { name: 'Options', exact: true }).click();
    const ask = page.getByRole('button', { name: /^Buy the .* (call|put) at / }).first();
    await shows(ask);
    await tab('Positions');
    const close = page.getByRole('button', { name: /^Close the .*-[CP] position/ });
    for (let attempt = 0; attempt < TRADE_ATTEMPTS && !(await close.isVisible()); attempt++) {
      await ask.click();
      // At the market: a limit order that the quote has moved away from would rest, and stand in the way of the sale.
      await page.getByRole('tab', { name: 'Market' }).click();
      await page.getByLabel('Size', { exact: true }).fill('0.02');
      await page
        .getByTestId('place-order')
        .click({ timeout: 5000 })
        .catch(() => undefined);
      await close.waitFor({ state: 'visible', timeout: 5000 }).catch(() => undefined);
    }
    await shows(close);
    const delta = page.locator('tbody tr', { has: close }).locator('[data-label=Delta]');
    await expect.poll(() => delta.textContent(), { timeout: STEP_MS }).toMatch(/^−?0\.\d+$/);
    for (let attempt = 0; attempt < TRADE_ATTEMPTS && (await close.isVisible()); attempt++) {
      await close.click({ timeout: 5000 }).catch(() => undefined);
      await close.waitFor({ state: 'detached', timeout: 5000 }).catch(() => undefined);
    }
    await shows(page.getByText('No open positions.'));
    await page.getByRole('button', { name: 'Market', exact: true }).click();
    await page.getByRole('button', { name: /^BTC-PERP/ }).click();
  });

  it('takes portfolio margin, and gives it back', async () => {
    const mode = page.getByTestId('margin-mode');
    for (const [name, shown] of [
      [/^Portfolio margin, BTC/, 'Portfolio margin, BTC'],
      [/^Standard/, 'Standard margin'],
    ] as const) {
      await mode.click();
      await page.getByRole('radio', { name }).check();
      await page.getByTestId('margin-mode-submit').click();
      await expect.poll(() => mode.textContent(), { timeout: STEP_MS }).toBe(shown);
    }
  });

  it('withdraws and claims on L1', async () => {
    const before = await tokenBalance(exchange, wallet.address);
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await page.getByLabel('Amount').fill('1234.56');
    await page.getByTestId('withdraw-submit').click();
    await shows(page.locator('[data-testid=claim-panel]'));
    await shows(page.locator('[data-testid=claim-panel][data-step=claimable]'), PROOF_MS);
    await expect.poll(() => page.getByTestId('owed').textContent(), { timeout: STEP_MS }).toBe('1,234.56');
    await page.getByTestId('claim').click();
    await shows(page.locator('[data-testid=claim-panel][data-step=claimed]'));
    expect(await tokenBalance(exchange, wallet.address)).toBe(before + 1_234_560_000n);
  });

  it('shows a withdrawal that is too large as a numbered refusal before it is sent', async () => {
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await page.getByLabel('Amount').fill('9999999');
    await shows(page.getByText(/At most the free collateral/));
    expect(await page.getByTestId('withdraw-submit').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  });

  it('gave the browser nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});

function tokenBalance({ rpcUrl, addresses }: RunningExchange, owner: Hex): Promise<bigint> {
  return createPublicClient({ transport: http(rpcUrl) }).readContract({
    address: addresses.token,
    abi: parseAbi(['function balanceOf(address) view returns (uint256)']),
    functionName: 'balanceOf',
    args: [owner],
  });
}
