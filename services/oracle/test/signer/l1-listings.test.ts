import { GENESIS_TERMS } from '@tenor/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { L1Listings } from '../../src/signer/l1-listings.ts';
import { type ListingsNode, listingsNode } from '../support/listings-node.ts';
import { dated, LISTED } from '../support/quorum-fixtures.ts';

const FUTURE = { name: 'BTC-F', row: 3, terms: dated(3, 'future') };
const PUT = { name: 'BTC-P', row: 4, terms: dated(4, 'put', 9_000_000n) };
const PERPETUALS = LISTED.slice(0, 2);
const QUEUE = `0x${'12'.repeat(20)}`;
let node: ListingsNode;
let listings: L1Listings;

beforeEach(async () => {
  node = await listingsNode([FUTURE.terms, PUT.terms]);
  listings = new L1Listings({ rpcUrl: node.url, queue: QUEUE, fromBlock: 17, timeoutMs: 20_000 });
});
afterEach(() => node.stop());
const reason = async (listed: typeof PERPETUALS) => (await listings.check(listed))?.reason ?? null;

test('knows the first instruments, and asks L1 once for all that are new', async () => {
  expect(await reason(PERPETUALS)).toBeNull();
  expect(node.asked).toEqual([]);
  expect(await reason([...PERPETUALS, FUTURE])).toBeNull();
  expect(await reason([PUT, FUTURE])).toBeNull();
  expect(node.asked).toHaveLength(1);
  expect(node.asked[0]).toMatchObject({
    method: 'eth_getLogs',
    params: [{ address: QUEUE, fromBlock: '0x11', toBlock: 'latest' }],
  });
});

test('refuses other terms than those on L1, whichever part differs, and what L1 does not have', async () => {
  for (const part of Object.keys(PUT.terms) as (keyof typeof PUT.terms)[]) {
    const value = PUT.terms[part];
    const other = typeof value === 'bigint' ? value + 1n : value + 1;
    expect(await reason([{ ...PUT, terms: { ...PUT.terms, [part]: other } }])).toBe('not-listed');
  }
  expect(await reason([{ ...PUT, terms: { ...PUT.terms, strike: 1n << 60n } }])).toBe('not-listed');
  expect(await reason([{ ...PUT, terms: { ...PUT.terms, instrument: 99 } }])).toBe('not-listed');
  const perpetual = { ...GENESIS_TERMS[0]!, imRate: GENESIS_TERMS[0]!.imRate + 1n };
  expect(await reason([{ name: 'BTC-PERP', row: 0, terms: perpetual }])).toBe('not-listed');
  expect(await reason([PUT])).toBeNull();
});

test('says so when L1 cannot be asked, and only where it must be', async () => {
  const hasty = new L1Listings({ rpcUrl: node.url, queue: QUEUE, fromBlock: 0, timeoutMs: 100 });
  for (const [mood, asking] of [
    ['silent', hasty],
    ['refusing', listings],
  ] as const) {
    node.mood = mood;
    expect(await asking.check([FUTURE])).toMatchObject({ reason: 'no-own-listing' });
    expect(await reason(PERPETUALS)).toBeNull();
  }
  node.mood = 'answering';
  expect(await reason([FUTURE])).toBeNull();
  const { url } = node;
  await node.stop();
  expect(await reason([FUTURE, PUT])).toBeNull();
  const gone = await new L1Listings({ rpcUrl: url, queue: '0x', fromBlock: 0 }).check([FUTURE]);
  expect(gone).toMatchObject({ reason: 'no-own-listing', detail: expect.not.stringContaining('127.0.0.1') });
  node = await listingsNode([]);
});
