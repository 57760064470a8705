import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWeb } from '../../tools/start/web-build.ts';
import { CHROMIUM_ARGUMENTS, findChromium } from './chromium.ts';
import { FakeExchange } from './fake-exchange.ts';
import { fakeInstruments } from './fake-market.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const STEP_MS = 30_000;

const executable = findChromium();
if (!executable)
  console.warn('SKIPPED: the margin mode in the browser needs Chromium. Install it, or name one in CHROMIUM.');

// The page as it is built, in a real browser, on an exchange that is made up: what is shown and signed, not what it costs.
describe.skipIf(!executable)('the margin mode in the browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenor-margin-mode-'));
  const complaints: string[] = [];
  let exchange: FakeExchange;
  let browser: Browser;
  let page: Page;

  const shows = (locator: Locator): Promise<void> => locator.waitFor({ state: 'visible', timeout: STEP_MS });
  const choose = (name: RegExp): Promise<void> => page.getByRole('radio', { name }).check();
  const preview = (): Locator => page.getByTestId('ticket-preview');
  /** The figure beside a label of the preview. */
  const row = (label: string): Promise<string | null> =>
    preview()
      .locator('div', { has: page.getByText(label, { exact: true }) })
      .locator('dd')
      .textContent();

  beforeAll(async () => {
    const { folder: built } = await buildWeb(repository, folder);
    exchange = new FakeExchange(built, fakeInstruments([]));
    exchange.account.sizes.set('BTC-PERP', '0.5');
    const url = await exchange.start();
    browser = await chromium.launch({ executablePath: executable!, args: CHROMIUM_ARGUMENTS });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(url);
    await page.getByTestId('next-step').click();
    await page.getByRole('button', { name: /Development wallet/ }).click();
    await page.getByTestId('next-step').click();
  });

  afterAll(async () => {
    await browser?.close();
    await exchange?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is shown with the account, and what each mode means with the choice', async () => {
    await expect
      .poll(() => page.getByTestId('margin-mode').textContent(), { timeout: STEP_MS })
      .toBe('Standard margin');
    await page.getByTestId('margin-mode').click();
    const modes = page.getByRole('radiogroup', { name: 'Margin mode' });
    await shows(modes);
    expect(await modes.getByRole('radio').count()).toBe(3);
    await shows(modes.getByText(/worst of nine moves/).first());
    // Each with what the account would need in it.
    await shows(modes.getByText('4,250.00 USD'));
    await shows(modes.getByText('51,000.00 USD, not possible now'));
    expect(await page.getByRole('radio', { name: /^Standard margin now.*9,000.00 USD$/ }).isChecked()).toBe(true);
    // Nothing is asked but these; how often is React's affair, which mounts everything twice where it is built for tests.
    const asked = new Set(exchange.previewed.map((question) => JSON.stringify(question)));
    expect([...asked]).toEqual(
      ['standard', 'portfolio:BTC', 'portfolio:ETH'].map((margin_mode) => JSON.stringify({ margin_mode })),
    );
    expect(await page.getByTestId('margin-mode-submit').isDisabled()).toBe(true);
  });

  it('is not changed where the exchange refuses, and the page says why', async () => {
    exchange.refusal = { code: 30001, name: 'MARGIN', message: 'Not enough margin.' };
    await choose(/^Portfolio margin, ETH/);
    await page.getByTestId('margin-mode-submit').click();
    const alert = page.getByRole('alert').filter({ hasText: 'need more margin than you have' });
    await shows(alert);
    expect(await alert.textContent()).toContain('(error 30001)');
    exchange.refusal = null;
    await choose(/^Portfolio margin, BTC/);
    expect(await alert.count()).toBe(0);
  });

  it('is signed, changes, and is seen at once', async () => {
    await page.getByTestId('margin-mode-submit').click();
    await expect
      .poll(() => page.getByTestId('margin-mode').textContent(), { timeout: STEP_MS })
      .toBe('Portfolio margin, BTC');
    expect(exchange.placed).toMatchObject([{ kind: 'marginMode', account: '7', instrument: '1', size: '0' }]);
    await shows(page.getByText('Portfolio margin, BTC is in force'));
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('lets the exchange say what an order would need where scenarios decide', async () => {
    exchange.previewed.length = 0;
    await page.getByLabel('Price', { exact: true }).fill('90480');
    expect(await row('Portfolio margin after')).toBe('–');
    await page.getByLabel('Size', { exact: true }).pressSequentially('0.15', { delay: 20 });
    await shows(preview().getByText('5,750.00 USD'));
    expect(await row('Portfolio margin now')).toBe('9,000.00 USD');
    expect(await row('Free collateral after')).toBe('44,250.00 USD');
    expect(await preview().getByText('Initial margin after').count()).toBe(0);
    // Not after every key.
    const order = { instrument: 'BTC-PERP', side: 'buy', size: '0.15', price: '90480', reduce_only: false };
    expect(exchange.previewed).toEqual([order]);
  });

  it('says with the order that it would be refused', async () => {
    await page.getByLabel('Size', { exact: true }).fill('5');
    await shows(preview().getByText('(error 30001)'));
    expect(await row('Free collateral after')).toBe('−4,250.00 USD');
    await page.getByLabel('Size', { exact: true }).fill('');
    await expect.poll(() => row('Portfolio margin after'), { timeout: STEP_MS }).toBe('–');
    expect(await preview().getByText('(error 30001)').count()).toBe(0);
    await page.getByRole('button', { name: 'Sell / Short', exact: true }).click();
    await page.getByRole('button', { name: '100 %', exact: true }).click();
    expect(await page.getByLabel('Size', { exact: true }).inputValue()).toBe('0.5');
  });

  it('is given back, and the ticket counts again', async () => {
    await page.getByTestId('margin-mode').click();
    await choose(/^Standard/);
    await page.getByTestId('margin-mode-submit').click();
    await expect
      .poll(() => page.getByTestId('margin-mode').textContent(), { timeout: STEP_MS })
      .toBe('Standard margin');
    expect(exchange.placed.at(-1)).toMatchObject({ kind: 'marginMode', instrument: '0' });
    await shows(preview().getByText('Initial margin after'));
    await shows(preview().getByText('Liquidation price after'));
  });

  it('gave the browser nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
