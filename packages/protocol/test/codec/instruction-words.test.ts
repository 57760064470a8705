import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Instruction,
  instructionMessage,
  packInstruction,
  poseidon,
  type TenorError,
  unpackInstruction,
} from '../../src/index.ts';

const bits = (count: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(count)) - 1n });
const integer = (count: number) => bits(count).map(Number);
const head = {
  account: integer(32),
  slot: fc.integer({ min: 0, max: 767 }),
  generation: bits(36),
  revision: integer(14),
  expiry: integer(40),
};
const order = fc.record({
  ...head,
  kind: fc.constant('order' as const),
  instrument: integer(32),
  side: fc.constantFrom(0 as const, 1 as const),
  reduceOnly: fc.boolean(),
  postOnly: fc.boolean(),
  size: bits(32),
  limitPrice: bits(36),
  maxFeePerLot: bits(24),
  amount: fc.constant(0n),
});
const blank = { side: 0, reduceOnly: false, postOnly: false, size: 0n, limitPrice: 0n, maxFeePerLot: 0n } as const;
const oneShot = fc
  .record({
    ...head,
    kind: fc.constantFrom('withdraw' as const, 'transfer' as const, 'cancel' as const, 'cancelAll' as const),
    receiver: integer(32),
    value: bits(62),
  })
  .map(
    ({ receiver, value, ...rest }): Instruction => ({
      ...rest,
      ...blank,
      instrument: rest.kind === 'transfer' ? receiver : 0,
      amount: rest.kind === 'withdraw' || rest.kind === 'transfer' ? value : 0n,
    }),
  );
const instruction: fc.Arbitrary<Instruction> = fc.oneof(order, oneShot);

const ORDER: Instruction = {
  ...blank,
  kind: 'order',
  account: 1,
  instrument: 2,
  slot: 3,
  generation: 4n,
  revision: 5,
  expiry: 6,
  size: 7n,
  limitPrice: 8n,
  maxFeePerLot: 9n,
  amount: 0n,
};

function refusal(action: () => unknown): [name: string, param: string | undefined] {
  try {
    action();
  } catch (error) {
    return [(error as TenorError).name, (error as TenorError).data.param];
  }
  throw new Error('nothing was refused');
}

describe('instruction words', () => {
  test('round trip', () => {
    fc.assert(
      fc.property(instruction, (value) => {
        expect(unpackInstruction(packInstruction(value))).toEqual(value);
      }),
      { numRuns: 1000 },
    );
  });

  test('every word pair is either refused or packed back to itself', () => {
    fc.assert(
      fc.property(bits(171), bits(92), fc.integer({ min: 0, max: 6 }), (w0, w1, kind) => {
        const words = { w0: ((w0 >> 4n) << 4n) | BigInt(kind), w1 };
        let value: Instruction;
        try {
          value = unpackInstruction(words);
        } catch (error) {
          expect(['INVALID_PARAMS', 'INVALID_SLOT']).toContain((error as TenorError).name);
          return;
        }
        expect(packInstruction(value)).toEqual(words);
      }),
      { numRuns: 2000 },
    );
  });

  test('fields lie where the format says', () => {
    const { w0, w1 } = packInstruction({ ...ORDER, side: 1, reduceOnly: true, postOnly: true });
    const expected = [
      1n,
      1n << 4n,
      2n << 36n,
      1n << 68n,
      1n << 69n,
      1n << 70n,
      3n << 71n,
      4n << 81n,
      5n << 117n,
      6n << 131n,
    ];
    expect(w0).toBe(expected.reduce((sum, part) => sum + part));
    expect(w1).toBe(7n + (8n << 32n) + (9n << 68n));
    const transfer = { ...ORDER, ...blank, kind: 'transfer' as const, amount: (1n << 62n) - 1n };
    expect(packInstruction(transfer).w1).toBe((1n << 62n) - 1n);
    expect(instructionMessage(11n, ORDER)).toBe(poseidon([11n, packInstruction(ORDER).w0, packInstruction(ORDER).w1]));
  });

  test('each field out of range is refused by name', () => {
    const cases: [keyof Instruction, Partial<Record<keyof Instruction, unknown>>][] = [
      ['account', { account: 2 ** 32 }],
      ['account', { account: -1 }],
      ['account', { account: 1.5 }],
      ['instrument', { instrument: 2 ** 32 }],
      ['side', { side: 2 }],
      ['generation', { generation: 1n << 36n }],
      ['revision', { revision: 2 ** 14 }],
      ['expiry', { expiry: 2 ** 40 }],
      ['size', { size: 1n << 32n }],
      ['size', { size: -1n }],
      ['limitPrice', { limitPrice: 1n << 36n }],
      ['maxFeePerLot', { maxFeePerLot: 1n << 24n }],
      ['amount', { amount: 1n }],
      ['kind', { kind: 'steal' }],
    ];
    for (const [param, change] of cases) {
      expect(refusal(() => packInstruction({ ...ORDER, ...change } as Instruction))).toEqual(['INVALID_PARAMS', param]);
    }
    expect(refusal(() => packInstruction({ ...ORDER, slot: 768 }))).toEqual(['INVALID_SLOT', 'slot']);
    expect(refusal(() => packInstruction({ ...ORDER, slot: -1 }))).toEqual(['INVALID_PARAMS', 'slot']);
    const withdraw = { ...ORDER, ...blank, instrument: 0, kind: 'withdraw' as const, amount: 1n << 62n };
    expect(refusal(() => packInstruction(withdraw))).toEqual(['INVALID_PARAMS', 'amount']);
  });

  test('fields without meaning in a kind must be 0', () => {
    const cancel: Instruction = { ...ORDER, ...blank, instrument: 0, kind: 'cancel' };
    expect(() => packInstruction(cancel)).not.toThrow();
    const changes: Partial<Instruction>[] = [
      { side: 1 },
      { reduceOnly: true },
      { postOnly: true },
      { size: 1n },
      { limitPrice: 1n },
      { maxFeePerLot: 1n },
      { instrument: 1 },
      { amount: 1n },
    ];
    for (const change of changes) {
      expect(refusal(() => packInstruction({ ...cancel, ...change }))).toEqual([
        'INVALID_PARAMS',
        Object.keys(change)[0],
      ]);
    }
  });

  test('set bits outside the fields are refused', () => {
    const { w0, w1 } = packInstruction(ORDER);
    expect(refusal(() => unpackInstruction({ w0: w0 + (1n << 171n), w1 }))[0]).toBe('INVALID_PARAMS');
    expect(refusal(() => unpackInstruction({ w0, w1: w1 + (1n << 92n) }))[0]).toBe('INVALID_PARAMS');
    expect(refusal(() => unpackInstruction({ w0: w0 - 1n, w1 }))[0]).toBe('INVALID_PARAMS');
  });
});
