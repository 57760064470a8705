import {
  type BookDepth,
  black76Price,
  KeyAuthority,
  type ListedMarket,
  MarginEngine,
  memorySettlements,
  RandomWalkStream,
  type SettlementStore,
  varianceYears,
} from '@tenor/margin-engine';
import { CIRCUIT_SIZES, INSTRUMENT_KIND, isOption, type RoundContent } from '@tenor/protocol';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { DOMAIN, LedgerExchange, SECRETS } from '../../../margin-engine/test/support/ledger-exchange.ts';
import { checkScenarioPrices, type Refusal } from '../../src/index.ts';
import { dated, HOUR } from '../support/quorum-fixtures.ts';

const END = HOUR * 3600;
const { M, V } = CIRCUIT_SIZES.dev;
const STRIKES = [8_000_000n, 9_000_000n, 9_400_000n, 9_900_000n, 11_500_000n];
const SERIES = [
  dated(3, 'future'),
  ...STRIKES.flatMap((strike, i) => [dated(4 + 2 * i, 'call', strike), dated(5 + 2 * i, 'put', strike)]),
  // Alone in its expiry: the round does not tell its forward.
  { ...dated(14, 'call', 9_400_000n), expiryHour: HOUR + 24 },
];

let engines: MarginEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  engines = [];
});

/** An engine whose rounds are judged before they are signed. */
function engine(exchange: LedgerExchange, settlements: SettlementStore, refusals: Refusal[], seed: number) {
  const keys = new KeyAuthority({ secrets: SECRETS, quorum: V, domain: DOMAIN });
  const authority = {
    sign: (content: RoundContent, listed: readonly ListedMarket[]) => {
      const refusal = checkScenarioPrices(content, listed);
      if (refusal) refusals.push(refusal);
      return keys.sign(content);
    },
  };
  const indexes = [94_000_000_000n, 3_300_000_000n].map((start, i) => ({
    underlying: i + 1,
    lotsPerUnit: [10_000n, 1_000n][i]!,
    prices: new RandomWalkStream({ seed: seed + i, start, stepPpb: 200_000, ticksPerJump: 200, jumpPpb: 10_000_000 }),
  }));
  const log = pino({ level: 'silent' });
  const made = new MarginEngine({ exchange, indexes, authority, rows: M, settlements, log });
  engines.push(made);
  return made;
}

async function run(made: MarginEngine, exchange: LedgerExchange, until: number, each = () => {}): Promise<void> {
  for (; exchange.now < until; exchange.now++) {
    each();
    await made.tick(exchange.now);
  }
}

/** Quotes every option at a volatility of its own, which no surface has: some are left out. */
function quote(exchange: LedgerExchange): void {
  const index = Number(exchange.ledger.currentRound?.index[0] ?? 9_400_000n);
  for (const { instrument, kind, strike } of SERIES.filter(isOption)) {
    const volatility = 0.4 + 0.15 * ((7 * instrument + Math.floor(exchange.now / 60)) % 6);
    const years = varianceYears(END, exchange.now);
    const side = kind === INSTRUMENT_KIND.put ? 'put' : 'call';
    const fair = black76Price({ kind: side, forward: index * 1.004, strike: Number(strike), years }, volatility);
    const price = BigInt(Math.round(fair));
    const level = (at: bigint): BookDepth['bids'] => [{ price: at, size: 1_000n }];
    if ((instrument + exchange.now) % 4 === 0) exchange.books.delete(`#${instrument}`);
    else exchange.books.set(`#${instrument}`, { bids: level(price), asks: level(price + 1n + price / 40n) });
  }
}

test('every round of an engine is one that signers take: a week before, with wild books, and through the settlement window', async () => {
  const exchange = new LedgerExchange(END - 7 * 86_400);
  const refusals: Refusal[] = [];
  const settlements = memorySettlements();
  const first = engine(exchange, settlements, refusals, 11);
  await run(first, exchange, exchange.now + 3);
  // One after the other, as the lister lists: for a time there is a call without its put.
  for (const terms of SERIES) {
    exchange.list(terms);
    await run(first, exchange, exchange.now + 2);
  }
  await run(first, exchange, exchange.now + 200, () => quote(exchange));
  // The worker that fits answers in its own time; then the books have made the smile.
  for (let waited = 0; Math.abs(first.optionAnalytics(8)!.iv - 55) < 3 && waited < 200; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await run(first, exchange, exchange.now + 5, () => quote(exchange));
  }
  expect(Math.abs(first.optionAnalytics(8)!.iv - 55)).toBeGreaterThan(2);
  // Hours before, then into the window; a restart within it, which has seen less of the average than signers have.
  exchange.now = END - 3 * 3600;
  await run(first, exchange, exchange.now + 60, () => quote(exchange));
  exchange.now = END - 1_850;
  await run(first, exchange, END - 1_700, () => quote(exchange));
  exchange.now = END - 240;
  const second = engine(exchange, memorySettlements(), refusals, 13);
  await run(second, exchange, END + 8);
  expect(refusals).toEqual([]);
  expect(exchange.refusals).toEqual([]);
  expect(exchange.expired).toHaveLength(SERIES.length - 1);
  const judged = exchange.rounds.filter(({ scenarioPrices }) => scenarioPrices.some(({ length }) => length > 0));
  expect(judged.length).toBeGreaterThan(650);
}, 120_000);
