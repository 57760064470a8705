import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWeb } from '../../tools/start/web-build.ts';
import { CHROMIUM_ARGUMENTS, findChromium } from './chromium.ts';
import { FakeExchange } from './fake-exchange.ts';
import { expiryText, fakeInstruments } from './fake-market.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const STEP_MS = 30_000;
const DAY = 24 * 3_600_000;
/** 08:00 UTC, twelve and forty days from now. */
const expiryIn = (days: number): number => Math.floor((Date.now() + days * DAY) / DAY) * DAY + 8 * 3_600_000;
const [near, far] = [expiryIn(12), expiryIn(40)];

const executable = findChromium();
if (!executable)
  console.warn('SKIPPED: the option chain in the browser needs Chromium. Install it, or name one in CHROMIUM.');

// The page as it is built, in a real browser, on an exchange that is made up: what the chain does, not what things cost.
describe.skipIf(!executable)('the option chain in the browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenor-chain-'));
  const complaints: string[] = [];
  let exchange: FakeExchange;
  let url: string;
  let browser: Browser;
  let page: Page;

  const shows = (locator: Locator): Promise<void> => locator.waitFor({ state: 'visible', timeout: STEP_MS });
  const quote = (name: RegExp): Locator => page.getByRole('button', { name }).first();

  beforeAll(async () => {
    const { folder: built } = await buildWeb(repository, folder);
    exchange = new FakeExchange(built, fakeInstruments([near, far]));
    exchange.account.sizes.set(`BTC-${expiryText(near)}-92500-C`, '-0.5');
    exchange.account.sizes.set(`BTC-${expiryText(near)}`, '0.25');
    url = await exchange.start();
    browser = await chromium.launch({ executablePath: executable!, args: CHROMIUM_ARGUMENTS });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  });

  afterAll(async () => {
    await browser?.close();
    await exchange?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows both sides of every strike, with the forward between them', async () => {
    await page.goto(url);
    await page.getByRole('button', { name: 'Options', exact: true }).click();
    await shows(page.locator('.chain-forward'));
    const strikes = page.locator('.chain-table tbody th');
    expect(await strikes.count()).toBe(9);
    const rows = await page
      .locator('.chain-table tbody tr')
      .evaluateAll((list) =>
        list.map((row) =>
          row.className === 'chain-forward' ? 'forward' : (row.querySelector('th')?.textContent ?? ''),
        ),
      );
    const place = rows.indexOf('forward');
    expect(rows[place - 1]).toContain('90,000');
    expect(rows[place - 1]).toContain('at the money');
    expect(rows[place + 1]).toBe('92,500');
  });

  it('is read out as a grid with named quotes', async () => {
    const grid = page.getByRole('grid', { name: /^BTC options of / });
    await shows(grid);
    await shows(grid.getByRole('columnheader', { name: 'Strike' }));
    await shows(quote(/^Buy the 90,000 call at /));
    await shows(quote(/^Sell the 80,000 put, no bid/));
  });

  it('takes an ask into the ticket, with the series and what it can bring', async () => {
    await quote(/^Buy the 95,000 call at /).click();
    const ticket = page.getByTestId('ticket-series');
    await shows(ticket.getByText('BTC 95,000 call'));
    expect(await page.getByRole('button', { name: 'Buy', exact: true }).getAttribute('aria-pressed')).toBe('true');
    const price = await page.getByLabel('Price', { exact: true }).inputValue();
    const asked = (await quote(/^Buy the 95,000 call at /).textContent()) ?? '';
    expect(Number(asked.replace(',', ''))).toBe(Number(price));
    expect(await page.evaluate('document.activeElement?.id')).toBe('ticket-size');
    await page.keyboard.type('2');
    const preview = page.getByTestId('ticket-preview');
    const breakEven = preview.locator('div', { hasText: 'Break-even' }).locator('dd');
    await expect.poll(() => breakEven.textContent(), { timeout: STEP_MS }).not.toBe('–');
    const fee = 0.0003 * 90_480.1;
    expect(Number((await breakEven.textContent())!.replace(',', ''))).toBeCloseTo(95_000 + Number(price) + fee, 0);
    await shows(preview.getByText('unlimited'));
  });

  it('takes a bid into the ticket to sell at it', async () => {
    await quote(/^Sell the 87,500 put at /).click();
    await shows(page.getByTestId('ticket-series').getByText('BTC 87,500 put'));
    expect(await page.getByRole('button', { name: 'Sell', exact: true }).getAttribute('aria-pressed')).toBe('true');
  });

  it('is walked through with the arrow keys, and Enter takes the quote', async () => {
    await quote(/^Buy the 90,000 call at /).focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    const focused = () => page.evaluate<string>("document.activeElement?.getAttribute('aria-label') ?? ''");
    expect(await focused()).toMatch(/^Buy the 95,000 put at /);
    await page.keyboard.press('End');
    expect(await focused()).toMatch(/^Buy the 100,000 put at /);
    expect(await page.locator('.chain-table [data-quote][tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Enter');
    await shows(page.getByTestId('ticket-series').getByText('BTC 100,000 put'));
  });

  it('changes expiry and underlying', async () => {
    await page.getByRole('tab', { name: 'ETH', exact: true }).click();
    await shows(quote(/^Buy the 3,000 call at /));
    await page.locator('[id^=chain-expiry-tab]').nth(1).click();
    await shows(page.getByRole('grid', { name: /^ETH options/ }));
    await page.getByRole('tab', { name: 'BTC', exact: true }).click();
    await shows(quote(/^Buy the 90,000 call at /));
  });

  it('signs an order whose fee limit is no larger than the fee can be', async () => {
    await page.getByTestId('next-step').click();
    await page.getByRole('button', { name: /Development wallet/ }).click();
    await page.getByTestId('next-step').click();
    await shows(page.getByTestId('equity'));
    await quote(/^Buy the 95,000 call at /).click();
    await page.keyboard.type('0.01');
    await page.getByTestId('place-order').click();
    await expect.poll(() => exchange.placed.length, { timeout: STEP_MS }).toBe(1);
    const [order] = exchange.placed;
    expect(order).toMatchObject({ side: '0', size: '100' });
    // 0.03 % of the index of 90,480.1, twice: µUSD for a lot of 0.0001 BTC.
    expect(Number(order!.max_fee_per_lot)).toBeLessThanOrEqual(2 * 0.0003 * 9_048_010 + 2);
  });

  it('shows positions with their greeks and the sums by underlying', async () => {
    const row = page.locator('tbody tr', { hasText: `BTC-${expiryText(near)}-92500-C` });
    await shows(row);
    await expect.poll(() => row.locator('[data-label=Delta]').textContent(), { timeout: STEP_MS }).toMatch(/^−0\.\d+$/);
    const future = page.locator('tbody tr', {
      has: page.getByRole('button', { name: `BTC-${expiryText(near)}`, exact: true }),
    });
    expect(await future.locator('[data-label=Delta]').textContent()).toBe('0.25');
    const sums = page.getByRole('list', { name: 'Portfolio greeks' });
    await shows(sums.getByText('BTC/USD'));
    await shows(page.locator('.chain-position', { hasText: '−0.5' }));
  });

  it('says clearly that a series has expired, and shows what it settled at', async () => {
    exchange.refusal = { code: 30026, name: 'EXPIRED_INSTRUMENT', message: 'The instrument has expired.' };
    await page.getByLabel('Size', { exact: true }).fill('0.01');
    await page.getByTestId('place-order').click();
    await shows(page.getByText(/This series has expired.*\(error 30026\)/));
    await page.getByRole('button', { name: 'Dismiss' }).last().click();
    exchange.refusal = null;
    exchange.expire(({ expiration_timestamp }) => expiration_timestamp === near, '91234.5');
    await shows(page.getByTestId('expired-series').getByText('91,234.5'));
    await expect.poll(() => page.locator('[id^=chain-expiry-tab]').count(), { timeout: STEP_MS }).toBe(1);
    await shows(page.getByText('No open positions.'));
    await page.getByRole('tab', { name: 'Settlements' }).click();
    const settled = page.locator('tbody tr', { hasText: `BTC-${expiryText(near)}-92500-C` });
    await shows(settled.getByText('−0.5'));
    await page.getByRole('button', { name: 'Later expiries' }).click();
    await shows(quote(/^Buy the 90,000 call at /));
  });

  it('finds a series by name, and shows its book', async () => {
    await page.getByRole('button', { name: /^All markets/ }).click();
    await page.getByRole('searchbox').fill('btc 85000 p');
    await page.getByRole('button', { name: new RegExp(`BTC-${expiryText(far)}-85000-P`) }).click();
    await page.getByRole('button', { name: 'Market', exact: true }).click();
    await shows(page.locator('.ladder-asks li').first());
  });

  it('fits a telephone: calls and puts one at a time, nothing beyond the edge', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Options', exact: true }).click();
    await shows(page.getByRole('tab', { name: 'Puts' }));
    await expect.poll(() => page.locator('.chain-table thead th').count(), { timeout: STEP_MS }).toBe(6);
    await page.getByRole('tab', { name: 'Puts' }).click();
    await shows(quote(/^Buy the 90,000 put at /));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await quote(/^Buy the 90,000 put at /).click();
    await shows(page.getByTestId('ticket-series').getByText('BTC 90,000 put'));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  it('gave the browser nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
