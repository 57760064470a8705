import type { OracleRound, RoundContent } from '@tenor/protocol';
import { beforeEach, expect, test } from 'vitest';
import { ExchangeRefusal, type ListedMarket, RoundUnsigned } from '../src/index.ts';
import { RoundProposer } from '../src/oracle/round-proposer.ts';
import { perpetual } from './support/terms.ts';

const NOW = 1_800_000_000;
const LISTED: readonly ListedMarket[] = [{ name: 'BTC-PERP', row: 0, terms: perpetual(1) }];
const PRICES = {
  instruments: new Map([[0, 1]]),
  marks: new Map([[0, 9_400_000n]]),
  scenarioPrices: new Map(),
  index: [9_400_000n],
  settlement: null,
};

/** The last round that the exchange knows, and what it took since. */
let last: number | null;
let taken: number[];
let asked: number[];
/** The number from which signers sign. */
let signsFrom: number;
let refusal: Error | null;

const proposer = () =>
  new RoundProposer({
    rows: 2,
    exchange: {
      lastRound: async () => (last === null ? null : ({ round: last } as OracleRound)),
      submitRound: async ({ round }) => {
        if (refusal) throw refusal;
        taken.push(round);
      },
    },
    authority: {
      sign: async (content: RoundContent) => {
        asked.push(content.round);
        if (content.round < signsFrom) throw new RoundUnsigned(Math.min(signsFrom, content.round + 100), 'test');
        return { ...content, signatures: [] };
      },
    },
  });

beforeEach(() => {
  [last, taken, asked, signsFrom, refusal] = [7, [], [], 0, null];
});

test('numbers go on behind the last round of the exchange, from 1 where there is none', async () => {
  const rounds = proposer();
  for (const second of [0, 1, 2]) await rounds.propose(NOW + second, PRICES, LISTED);
  expect(taken).toEqual([8, 9, 10]);
  last = null;
  await proposer().propose(NOW, PRICES, LISTED);
  expect(taken).toEqual([8, 9, 10, 1]);
});

test('where signers have gone on, a second attempt of the same tick goes behind them', async () => {
  signsFrom = 60;
  await proposer().propose(NOW, PRICES, LISTED);
  expect([asked, taken]).toEqual([[8, 60], [60]]);
  // Farther ahead than they say at first: the ticks that follow get there.
  [asked, signsFrom] = [[], 500];
  const rounds = proposer();
  await expect(rounds.propose(NOW, PRICES, LISTED)).rejects.toThrow(RoundUnsigned);
  await expect(rounds.propose(NOW, PRICES, LISTED)).rejects.toThrow(RoundUnsigned);
  await rounds.propose(NOW, PRICES, LISTED);
  expect(asked).toEqual([8, 108, 208, 308, 408, 500]);
});

test('a number that found no quorum is spent, and is not tried again', async () => {
  signsFrom = 10;
  const rounds = new RoundProposer({
    rows: 2,
    exchange: { lastRound: async () => null, submitRound: async ({ round }) => void taken.push(round) },
    authority: {
      sign: async (content) => {
        asked.push(content.round);
        if (content.round < 3) throw new RoundUnsigned(content.round + 1, 'two are down');
        return { ...content, signatures: [] };
      },
    },
  });
  for (const _ of [1, 2]) await expect(rounds.propose(NOW, PRICES, LISTED)).rejects.toThrow('two are down');
  await rounds.propose(NOW, PRICES, LISTED);
  expect([asked, taken]).toEqual([[1, 2, 3], [3]]);
});

test('a number that leads nowhere is left again, but never behind what the exchange has taken', async () => {
  const answers = [
    new RoundUnsigned(1_000_000, 'led away'),
    new RoundUnsigned(9, 'back'),
    new RoundUnsigned(2, 'a lie'),
  ];
  const rounds = new RoundProposer({
    rows: 2,
    exchange: {
      lastRound: async () => ({ round: 7 }) as OracleRound,
      submitRound: async ({ round }) => void taken.push(round),
    },
    authority: {
      sign: async (content) => {
        asked.push(content.round);
        const answer = answers.shift();
        if (answer) throw answer;
        return { ...content, signatures: [] };
      },
    },
  });
  await expect(rounds.propose(NOW, PRICES, LISTED)).rejects.toThrow('back');
  await rounds.propose(NOW, PRICES, LISTED);
  await rounds.propose(NOW, PRICES, LISTED);
  expect([asked, taken]).toEqual([
    [8, 1_000_000, 9, 8, 9],
    [8, 9],
  ]);
});

test('after a refusal it asks the exchange again', async () => {
  const rounds = proposer();
  await rounds.propose(NOW, PRICES, LISTED);
  refusal = new ExchangeRefusal('STALE_ROUND', 'not newer');
  last = 30;
  await expect(rounds.propose(NOW, PRICES, LISTED)).rejects.toThrow('not newer');
  refusal = null;
  await rounds.propose(NOW, PRICES, LISTED);
  expect(taken).toEqual([8, 31]);
});
