import { describe, expect, it } from 'vitest';
import { call } from '../../../test/scenario/dated.ts';
import { modulo } from '../../tooling/field.ts';
import {
  datedMarket,
  expiredInput,
  HOUR,
  listedInput,
  openedInput,
  openedMarket,
  openedOutputs,
  PERPETUAL,
} from './opened-market-input.ts';

const circuit = await openedMarket();
const MARKS = [10_000_000n, 10_000_000n] as const;
const UNPRICED = [0n, 0n] as const;
const LEVY = 123_456n << 20n;
const honest = openedInput(PERPETUAL, MARKS, { step: 5n << 24n, hours: 1n });
const accepts = (changed: Partial<typeof honest>) => circuit.accepts({ ...honest, ...changed });
const outputs = async (changed: Partial<typeof honest>) =>
  openedOutputs(circuit.outputs(await circuit.calculate({ ...honest, ...changed })));

describe('a row whose winners pay', () => {
  it('moves the index of one side beside its funding, and its words with it', async () => {
    const { indexLong, indexShort } = PERPETUAL;
    const step = 5n << 24n;
    const longs = await outputs({ stressed: 1n, longStep: LEVY });
    expect(longs.indexLong1).toBe(modulo(indexLong + step - LEVY));
    expect(longs.indexShort1).toBe(modulo(indexShort + step));
    const shorts = await outputs({ stressed: 1n, shortStep: LEVY });
    expect(shorts.indexLong1).toBe(modulo(indexLong + step));
    expect(shorts.indexShort1).toBe(modulo(indexShort + step + LEVY));
    const plain = await outputs({});
    expect(longs.mutableWord1! - plain.mutableWord1!).toBe(-LEVY);
    expect(shorts.mutableWord1! - plain.mutableWord1!).toBe(LEVY << 64n);
    expect(longs.entry! - plain.entry!).toBe(1n << 73n);
    expect(longs.published).toBe(longs.mutableWord1! + (5n << 236n));
  });

  it('alone moves by the levy of the batch', async () => {
    const [levied, plain] = [await outputs({ longStep: LEVY, shortStep: LEVY }), await outputs({})];
    expect(levied).toEqual(plain);
  });

  it('stays within the width of an index', async () => {
    const most = (1n << 63n) - 1n - (5n << 24n);
    expect(await accepts({ stressed: 1n, indexShort0: most - LEVY, shortStep: LEVY })).toBe(true);
    expect(await accepts({ stressed: 1n, indexShort0: most - LEVY + 1n, shortStep: LEVY })).toBe(false);
    expect(await accepts({ stressed: 1n, indexLong0: LEVY - (5n << 24n) - (1n << 63n), longStep: LEVY })).toBe(true);
    expect(await accepts({ stressed: 1n, indexLong0: LEVY - (5n << 24n) - (1n << 63n) - 1n, longStep: LEVY })).toBe(
      false,
    );
  });

  it('is one or none', async () => {
    for (const stressed of [2n, -1n, 1n << 63n]) expect(await accepts({ stressed })).toBe(false);
  });

  it('is neither listed nor expired in the batch, trades, and is opened at all', async () => {
    const terms = call(3, 2, 9_000_000n, HOUR + 3);
    const dated = datedMarket(terms);
    const marks = [1_200_000n, 1_200_000n] as const;
    const open = openedInput(dated, marks, { index: MARKS });
    expect(await circuit.accepts({ ...open, stressed: 1n })).toBe(true);
    expect(await circuit.accepts({ ...open, stressed: 1n, tradable: 0n, bandReads: 0n })).toBe(false);
    for (const other of [
      listedInput(terms, UNPRICED, MARKS),
      expiredInput(dated, UNPRICED, MARKS),
      openedInput(dated, marks, { index: MARKS, time: BigInt(dated.expiryHour) * 3600n }),
    ]) {
      expect(await circuit.accepts(other)).toBe(true);
      expect(await circuit.accepts({ ...other, stressed: 1n })).toBe(false);
      expect(await circuit.accepts({ ...other, stressed: 1n, tradable: 1n })).toBe(false);
    }
  });
});
