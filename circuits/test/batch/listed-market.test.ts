import { type MarketTerms, marketMutableWord, marketStaticWord } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { call, fairMark, future, put } from '../../../test/scenario/dated.ts';
import {
  datedMarket,
  expiredInput,
  HOUR,
  listedInput,
  openedInput,
  openedMarket,
  openedOutputs,
} from './opened-market-input.ts';

const circuit = await openedMarket();
const EXPIRY = HOUR + 48;
const INDEX = 10_000_000n;
/** The mutable word of a row without a past. */
const EMPTY_WORD = (1n << 63n) + (1n << 127n);
const CALL = datedMarket(call(8, 2, 8_000_000n, EXPIRY));
const DATED = [datedMarket(future(7, 2, EXPIRY)), CALL, datedMarket(put(9, 2, 12_000_000n, EXPIRY))];
const fair = (terms: MarketTerms): bigint => fairMark(terms, INDEX);
const outputs = async (input: ReturnType<typeof openedInput>) =>
  openedOutputs(circuit.outputs(await circuit.calculate(input)));

describe('a row that the batch lists', () => {
  const listed = (terms: MarketTerms) => listedInput(terms, [0n, 0n], [INDEX, INDEX]);

  it('was empty, and is left with its terms and nothing else', async () => {
    for (const market of DATED) {
      expect(await outputs(listed(market))).toMatchObject({
        staticWord: marketStaticWord(market),
        mutableWord0: 0n,
        mutableWord1: EMPTY_WORD,
        entry: 1n + (5n << 1n) + (1n << 71n),
        indexLong1: 0n,
        indexShort1: 0n,
        published: BigInt(market.instrument) + (5n << 236n) + (1n << 247n),
      });
    }
    const unpriced = { indexLong: 0n, indexShort: 0n, openInterest: 0n, lastMark: 0n, lastFundingHour: 0 };
    expect(marketMutableWord(unpriced)).toBe(EMPTY_WORD);
  });

  it('has no mark, fair or not', async () => {
    for (const marks of [
      [fair(CALL), fair(CALL)],
      [1n, 0n],
      [0n, 1n],
    ] as const) {
      expect(await circuit.accepts(listedInput(CALL, marks, [INDEX, INDEX])), `${marks}`).toBe(false);
    }
  });

  it('has no past: no part of it is anything but 0', async () => {
    const honest = listed(CALL);
    const fundingCapRate = (1n << 20n) - 1n;
    for (const part of ['indexLong0', 'indexShort0', 'openInterest0', 'lastMark0', 'hour0', 'hours'] as const) {
      for (const value of [1n, -1n, 1n << 63n])
        expect(await circuit.accepts({ ...honest, [part]: value }), `${part} ${value}`).toBe(false);
    }
    for (const step of [1n, -1n]) {
      expect(await circuit.accepts({ ...honest, step }), `${step}`).toBe(false);
      expect(await circuit.accepts({ ...honest, fundingCapRate, step, mark: [INDEX, INDEX] }), `${step}`).toBe(false);
    }
    // parts that cancel in the word
    for (const parts of [
      { indexLong0: -(1n << 63n), indexShort0: 1n },
      { indexLong0: 1n << 64n, indexShort0: -1n },
      { indexShort0: 1n << 64n, openInterest0: -1n },
      { indexShort0: -(1n << 64n), openInterest0: 1n },
      { openInterest0: 1n << 52n, lastMark0: -1n },
      { lastMark0: 1n << 36n, hour0: -1n },
      { hour0: 1n << 20n, hours: -1n },
    ]) {
      expect(await circuit.accepts({ ...honest, ...parts }), Object.keys(parts).join()).toBe(false);
    }
    // a row with a past cannot be listed over: its past stays in the word that must be empty
    expect(
      await circuit.accepts({ ...openedInput(CALL, [fair(CALL), fair(CALL)], { index: [INDEX, INDEX] }), listed: 1n }),
    ).toBe(false);
  });

  it('does not expire at once, and needs an entry that is live', async () => {
    expect(await circuit.accepts({ ...listed(CALL), expired: 1n })).toBe(false);
    expect(await circuit.accepts({ ...listed(CALL), live: 0n })).toBe(false);
    expect(await circuit.accepts({ ...listed(CALL), listed: 2n, expired: -1n })).toBe(false);
  });

  it('has terms of the widths of the word', async () => {
    const widest = {
      ...call(0xffff_ffff, 2, (1n << 36n) - 1n, 2 ** 24 - 1),
      imRate: (1n << 20n) - 1n,
      floorRate: (1n << 20n) - 1n,
      bandRate: (1n << 20n) - 1n,
      openInterestCap: (1n << 40n) - 1n,
    };
    const input = { ...listed(widest), width: (((1n << 20n) - 1n) * INDEX) >> 20n };
    expect(await outputs(input)).toMatchObject({ staticWord: marketStaticWord(widest) });
    for (const [part, bits] of [
      ['strike', 36],
      ['expiryHour', 24],
      ['floorRate', 20],
      ['imRate', 20],
      ['instrument', 32],
    ] as const) {
      expect(await circuit.accepts({ ...input, [part]: 1n << BigInt(bits) }), part).toBe(false);
      expect(await circuit.accepts({ ...input, [part]: -1n }), part).toBe(false);
    }
  });
});

describe('a row that the batch expires', () => {
  it('is empty after: its word is 0, and what is published is left to the expiry', async () => {
    for (const market of DATED) {
      const input = expiredInput(market, [0n, 0n], [INDEX, INDEX]);
      expect(input).toMatchObject({ tradable: 0n, bandReads: 0n });
      expect(await outputs(input)).toMatchObject({
        staticWord: marketStaticWord(market),
        mutableWord0: marketMutableWord(market),
        mutableWord1: 0n,
        entry: 1n + (5n << 1n) + (market.openInterest << 11n) + (1n << 72n),
        published: 5n << 236n,
      });
    }
  });

  it('has no mark: nothing is priced by one any more, funding neither', async () => {
    for (const marks of [
      [1n, 0n],
      [0n, 1n],
      [fair(CALL), fair(CALL)],
    ] as const) {
      expect(await circuit.accepts(expiredInput(CALL, marks, [INDEX, INDEX])), `${marks}`).toBe(false);
    }
    const fundingCapRate = (1n << 20n) - 1n;
    const funded = { ...expiredInput(CALL, [0n, 0n], [INDEX, INDEX]), fundingCapRate, hours: 1n };
    expect(await circuit.accepts(funded)).toBe(true);
    for (const step of [1n, -1n]) expect(await circuit.accepts({ ...funded, step }), `${step}`).toBe(false);
  });

  it('keeps the past in its word before', async () => {
    const honest = expiredInput(CALL, [0n, 0n], [INDEX, INDEX]);
    const { mutableWord0 } = await outputs(honest);
    const moved = await outputs({ ...honest, indexLong0: honest.indexLong0 + 1n });
    expect(moved.mutableWord0).toBe(mutableWord0! + 1n);
    expect(await circuit.accepts({ ...honest, live: 0n })).toBe(false);
    expect(await circuit.accepts({ ...honest, expired: 2n })).toBe(false);
  });
});
