import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feeWithoutRebate, tradeFees } from '../../src/sequencer/fees.ts';
import { INSTRUMENTS } from '../../src/sequencer/instruments.ts';

const [perpetual] = INSTRUMENTS;
const ANY = { takerPerLot: 1n << 24n, makerPerLot: 1n << 24n };
const traded = { price: 10_000_000n, lots: 100n, index: 10_000_000n };

describe('fees of a trade', () => {
  it('give the maker a tenth of what the taker pays', () => {
    expect(tradeFees(perpetual!, traded, ANY)).toEqual({ takerFee: 500_000n, makerFee: -50_000n });
  });
  it('never give more than the taker pays, whatever was signed', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10_000n), fc.bigInt(1n, 1_000n), (takerPerLot, lots) => {
        const { takerFee, makerFee } = tradeFees(perpetual!, { ...traded, lots }, { ...ANY, takerPerLot });
        expect(takerFee).toBeLessThanOrEqual(takerPerLot * lots);
        expect(takerFee + makerFee).toBeGreaterThanOrEqual(0n);
      }),
    );
  });
  it('give no rebate where no taker pays it', () => {
    expect(feeWithoutRebate(perpetual!, traded, 1n << 24n)).toBe(0n);
    expect(feeWithoutRebate({ ...perpetual!, makerFeeRate: 200n }, traded, 1n << 24n)).toBe(200_000n);
  });
});
