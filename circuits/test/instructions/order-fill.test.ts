import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD, modulo } from '../../tooling/field.ts';
import { adversarialValues } from '../rig/adversarial-values.ts';
import { testCircuit } from '../rig/test-circuit.ts';

const circuit = await testCircuit({ include: 'instructions/order-fill.circom', main: 'OrderFill()' });

interface Fill {
  readonly isTrade: bigint;
  readonly isLiquidate: bigint;
  readonly side: bigint;
  readonly size: bigint;
  readonly limit: bigint;
  readonly maxFee: bigint;
  readonly carried: bigint;
  readonly dBase: bigint;
  readonly dQuote: bigint;
  readonly fee: bigint;
  readonly low: bigint;
  readonly high: bigint;
}

const buy: Fill = {
  isTrade: 1n,
  isLiquidate: 0n,
  side: 0n,
  size: 100n,
  limit: 1_010n,
  maxFee: 3n,
  carried: 40n,
  dBase: 60n,
  dQuote: 60_000n,
  fee: 180n,
  low: 900n,
  high: 1_100n,
};
const sell: Fill = { ...buy, side: 1n, limit: 990n };
const accepts = (fill: Fill) => circuit.accepts({ ...fill });

const LARGEST_REBATE = 1n << 40n;
/** A field element as the signed number that it stands for. */
const signed = (value: bigint): bigint => (modulo(value) > FIELD / 2n ? modulo(value) - FIELD : modulo(value));

/** The rule in plain words; the arithmetic is that of integers. */
function isLegal({
  isTrade,
  isLiquidate,
  side,
  size,
  limit,
  maxFee,
  carried,
  dBase,
  dQuote,
  low,
  high,
  ...rest
}: Fill): boolean {
  const fee = signed(rest.fee);
  if (isTrade === 0n) return dBase === 0n && dQuote === 0n && fee === 0n;
  const atLimit = limit * dBase;
  return (
    dBase >= 1n &&
    carried + dBase <= size &&
    (side === 0n ? dQuote <= atLimit : dQuote >= atLimit) &&
    low * dBase <= dQuote &&
    dQuote <= high * dBase &&
    fee <= maxFee * dBase &&
    dQuote >= 0n &&
    fee >= (isLiquidate === 1n ? 0n : -LARGEST_REBATE)
  );
}

describe('OrderFill', () => {
  it('accepts fills at the edge of every rule, and refuses one step further', async () => {
    const edges: [string, Fill, boolean][] = [
      ['whole size', buy, true],
      ['one lot over the size', { ...buy, dBase: 61n, dQuote: 61_000n }, false],
      ['exactly the limit', { ...buy, dQuote: 60_600n }, true],
      ['1 µUSD beyond the limit', { ...buy, dQuote: 60_601n }, false],
      ['sold exactly at the limit', { ...sell, dQuote: 59_400n }, true],
      ['sold 1 µUSD below the limit', { ...sell, dQuote: 59_399n }, false],
      ['at the low edge of the band', { ...buy, dQuote: 54_000n }, true],
      ['below the band', { ...buy, dQuote: 53_999n }, false],
      ['at the high edge of the band', { ...sell, dQuote: 66_000n }, true],
      ['above the band', { ...sell, dQuote: 66_001n }, false],
      ['the whole signed fee', { ...buy, fee: 180n }, true],
      ['1 µUSD more than the signed fee', { ...buy, fee: 181n }, false],
      ['a rebate', { ...buy, fee: -1n }, true],
      ['a rebate of an order that pays no fee', { ...sell, maxFee: 0n, fee: -180n }, true],
      ['the largest rebate', { ...buy, fee: -LARGEST_REBATE }, true],
      ['a rebate 1 µUSD larger', { ...buy, fee: -LARGEST_REBATE - 1n }, false],
      ['a liquidation with a fee', { ...buy, isLiquidate: 1n }, true],
      ['a liquidation without a fee', { ...buy, isLiquidate: 1n, fee: 0n }, true],
      ['a rebate of a liquidation', { ...buy, isLiquidate: 1n, fee: -1n }, false],
      ['no lots', { ...buy, dBase: 0n, dQuote: 0n, fee: 0n }, false],
      ['an off row', { ...buy, isTrade: 0n, dBase: 0n, dQuote: 0n, fee: 0n }, true],
      ['an off row with quote', { ...buy, isTrade: 0n, dBase: 0n, dQuote: 1n, fee: 0n }, false],
      ['an off row with a fee', { ...buy, isTrade: 0n, dBase: 0n, dQuote: 0n, fee: 1n }, false],
      ['an off row with a rebate', { ...buy, isTrade: 0n, dBase: 0n, dQuote: 0n, fee: -1n }, false],
      [
        'an off row whose lots a rebate makes up for',
        { ...buy, isTrade: 0n, dBase: 0n, dQuote: 1n << 48n, fee: -1n },
        false,
      ],
    ];
    for (const [name, fill, legal] of edges) {
      expect(isLegal(fill), name).toBe(legal);
      expect(await accepts(fill), name).toBe(legal);
    }
  });

  it('refuses negative and overlong results', async () => {
    for (const name of ['dBase', 'dQuote', 'fee'] as const) {
      for (const value of adversarialValues(48)) {
        const fill = { ...buy, [name]: value };
        expect(await accepts(fill), `${name} ${value}`).toBe(isLegal(fill));
      }
    }
    for (const fill of [buy, sell]) {
      expect(await accepts({ ...fill, dBase: -20n, dQuote: -20_000n, fee: 0n })).toBe(false);
      expect(await accepts({ ...fill, low: -900n })).toBe(false);
    }
  });

  it('agrees with the rule on random fills', async () => {
    const small = (max: number) => fc.integer({ min: 0, max }).map(BigInt);
    const fill = fc.record({
      isTrade: small(1),
      isLiquidate: small(1),
      side: small(1),
      size: small(50),
      limit: small(50),
      maxFee: small(3),
      carried: small(10),
      dBase: small(50),
      dQuote: small(2000),
      fee: fc.integer({ min: -10, max: 100 }).map(BigInt),
      low: small(20),
      high: small(60),
    });
    await fc.assert(
      fc.asyncProperty(fill, async (one) => {
        expect(await accepts(one)).toBe(isLegal(one));
      }),
      { numRuns: 300 },
    );
  });

  it('outputs the signed effects, and packs the parts without overlap', async () => {
    for (const fill of [buy, sell, { ...sell, fee: -77n }]) {
      const sign = fill.side === 0n ? 1n : -1n;
      const { dBase, dQuote, fee, low, high } = fill;
      const expected = [
        dBase + (dQuote << 33n) + (fee << 81n) + (low << 122n) + (high << 158n),
        sign * dBase,
        sign * (dBase + (dQuote << 64n)),
        -sign * dQuote - fee,
        fill.limit * dBase,
      ];
      expect(circuit.outputs(await circuit.calculate({ ...fill }))).toEqual(expected.map(modulo));
    }
  });

  it('takes the largest quantities that admission allows', async () => {
    const largest: Fill = {
      ...buy,
      size: (1n << 32n) - 1n,
      carried: 0n,
      dBase: (1n << 32n) - 1n,
      limit: 1n << 15n,
      low: 1n << 14n,
      high: 3n << 14n,
      dQuote: ((1n << 32n) - 1n) << 15n,
      maxFee: (1n << 8n) - 1n,
      fee: ((1n << 32n) - 1n) * ((1n << 8n) - 1n),
    };
    expect(isLegal(largest)).toBe(true);
    expect(await accepts(largest)).toBe(true);
  });
});
