import { describe, expect, it } from 'vitest';
import { modulo } from '../../tooling/field.ts';
import { type Held, type VisitOptions, visitCircuit, visitInput, visitOutputs } from './visit-input.ts';

const circuit = await visitCircuit();
const USD = 1_000_000n;
const CALL = 3;
const accepts = (options: VisitOptions, changed: Partial<ReturnType<typeof visitInput>> = {}) =>
  circuit.accepts({ ...visitInput(options), ...changed });
const outputs = async (options: VisitOptions, changed: Partial<ReturnType<typeof visitInput>> = {}) =>
  visitOutputs(circuit.outputs(await circuit.calculate({ ...visitInput(options), ...changed })));

/** A perpetual at $10 with a margin of $1 a lot. */
const perpetual = (size0: bigint, size1 = size0): Held => ({
  instrument: 1,
  size0,
  size1,
  indexLong: 3n << 20n,
  indexShort: 3n << 20n,
  mark: 10n * USD,
  im: USD << 20n,
  mm: USD << 20n,
});
/** A call at $2; a short lot needs $5, and $4 to be maintained. */
const option = (size0: bigint, size1: bigint): Held => ({
  instrument: CALL,
  size0,
  size1,
  mark: 2n * USD,
  im: (5n * USD) << 20n,
  mm: (4n * USD) << 21n,
  isOption: true,
});
/** An expired call that pays $1.50 a lot, taken at an index of 50 cents. */
const expired = (size0: bigint): Held => ({
  instrument: CALL,
  size0,
  size1: 0n,
  snapshot: (USD / 2n) << 24n,
  indexLong: (2n * USD) << 24n,
  indexShort: (2n * USD) << 24n,
  isSettled: true,
});

describe('a position in an expired instrument', () => {
  it.each([
    ['long', 10n],
    ['short', -10n],
  ])('a %s one is paid by its last indices and is gone: no lots trade, no open interest ends', async (_, size) => {
    const options = { held: [expired(size), perpetual(7n)], collateral0: 1000n * USD };
    expect(visitInput(options).collateral1).toBe(1000n * USD + (size * (3n * USD)) / 2n + (7n * 3n) / 16n);
    const { used, open, traded, changed, cash } = await outputs(options);
    expect({ used, open, traded, changed, cash }).toEqual({
      used: [1n, 1n],
      open: [0n, 0n],
      traded: [0n, 0n],
      changed: [1n, 0n],
      cash: 0n,
    });
    // the same columns without the flag: a trade of the whole position
    const unsettled = await outputs({ ...options, held: [{ ...expired(size), isSettled: false }, perpetual(7n)] });
    expect(unsettled.traded).toEqual([modulo(-size), 0n]);
    expect(unsettled.open).toEqual([size > 0n ? modulo(-size) : 0n, 0n]);
  });

  it.each([10n, -10n])('cannot stay, shrink, grow or change its side: %d lots', async (size) => {
    const collateral0 = 1000n * USD;
    for (const size1 of [size, size / 2n, size + size, -size, 1n, -1n])
      expect(await accepts({ held: [{ ...expired(size), size1 }], collateral0 }), `${size1}`).toBe(false);
    expect(await accepts({ held: [expired(size)], collateral0 })).toBe(true);
  });

  it('is not opened', async () => {
    for (const size1 of [10n, -10n])
      expect(await accepts({ held: [{ ...expired(0n), size1 }], collateral0: 1000n * USD })).toBe(false);
  });

  it('counts for nothing but its cash: the account is judged by what is left', async () => {
    // 10 lots of the perpetual need $10; the call leaves $15 and 1 µUSD of funding
    const held = [expired(10n), perpetual(10n)];
    const needed = -10n * 9n * USD - 15n * USD - 1n;
    expect(await accepts({ held, collateral0: needed })).toBe(true);
    expect(await accepts({ held, collateral0: needed - 1n })).toBe(false);
    // below that it may still be settled: the margin does not grow
    expect(await accepts({ held, collateral0: needed - 1n, branch: 1 })).toBe(true);
    // a short one is paid whatever it leaves
    const owed = { held: [expired(-10n)], collateral0: 10n * USD };
    expect(await accepts(owed)).toBe(false);
    expect(await accepts({ ...owed, branch: 3 })).toBe(true);
  });

  it('saves an account from liquidation by what it is paid', async () => {
    const held = [expired(10n), perpetual(100n, 90n)];
    const liquidation = { held, liquidated: true } as const;
    // 100 lots: $1000 of value, $50 of maintenance margin; $15 come from the call
    const edge = -1000n * USD + 50n * USD - 15n * USD - 18n;
    expect(await accepts({ ...liquidation, collateral0: edge, collateral1: edge + 115n * USD })).toBe(false);
    expect(await accepts({ ...liquidation, collateral0: edge - 1n, collateral1: edge + 115n * USD })).toBe(true);
  });
});

describe('the flags of a place', () => {
  const flags = [0n, 1n];
  const all = flags.flatMap((a) => flags.flatMap((b) => flags.flatMap((c) => flags.map((d) => [a, b, c, d] as const))));

  it('are fixed by the control word, also where the place is unused', async () => {
    const words = new Set<bigint>();
    for (const [option0, option1, settled0, settled1] of all) {
      const { control } = await outputs(
        { held: [], collateral0: 0n },
        { isOption: [option0, option1], isSettled: [settled0, settled1] },
      );
      const unflagged = 1n + 2n * 6n + (1n << 33n) + (1n << 42n);
      // 140 bits, two counts of two bits, then two flags a place
      const places = option0 + 2n * settled0 + 4n * (option1 + 2n * settled1);
      expect(control).toBe(unflagged + (places << 144n));
      words.add(control!);
    }
    expect(words.size).toBe(16);
  });

  it('are booleans', async () => {
    const options = { held: [], collateral0: 0n };
    for (const value of [2n, -1n, 1n << 140n]) {
      for (const place of [0, 1]) {
        const column = [0n, 0n].map((zero, k) => (k === place ? value : zero));
        expect(await accepts(options, { isOption: column }), `${value}`).toBe(false);
        expect(await accepts(options, { isSettled: column }), `${value}`).toBe(false);
      }
    }
  });

  it('leave no other reading of the control word', async () => {
    const options = { held: [], collateral0: 0n };
    const honest = await outputs(options, { isOption: [1n, 0n], isSettled: [0n, 1n] });
    // what carries from a count of reads into a flag is out of range
    for (const reduceReads of [
      [4n, 0n],
      [0n, 4n],
      [16n, 0n],
    ])
      expect(await accepts(options, { reduceReads })).toBe(false);
    expect(honest.control! >> 144n).toBe(1n + 8n);
  });
});

describe('the margin of an option', () => {
  it('of a long one is its mark: the premium is all that it needs', async () => {
    const bought = { held: [option(0n, 10n)], collateral0: 20n * USD };
    expect(await accepts({ ...bought, collateral1: 0n })).toBe(true);
    expect(await accepts({ ...bought, collateral1: -1n })).toBe(false);
    // judged as a short one, which is what the flag decides, it needs $3 a lot more
    const unflagged = { ...bought, held: [{ ...option(0n, 10n), isOption: false }] };
    expect(await accepts({ ...unflagged, collateral1: 30n * USD - 1n })).toBe(false);
    expect(await accepts({ ...unflagged, collateral1: 30n * USD })).toBe(true);
  });

  it('of a short one is its own, flagged or not', async () => {
    for (const isOption of [true, false]) {
      const sold = { held: [{ ...option(0n, -10n), isOption }], collateral0: 0n };
      expect(await accepts({ ...sold, collateral1: 70n * USD })).toBe(true);
      expect(await accepts({ ...sold, collateral1: 70n * USD - 1n })).toBe(false);
    }
  });

  it('is that of the new side where the position turns', async () => {
    const turned = { held: [option(10n, -10n)], collateral0: 0n };
    expect(await accepts({ ...turned, collateral1: 70n * USD })).toBe(true);
    // IM grows from $20 to $50: nothing but a full margin allows that
    for (const branch of [0, 1, 2, 3] as const)
      expect(await accepts({ ...turned, collateral1: 70n * USD - 1n, branch }), `${branch}`).toBe(false);
    const covered = { held: [option(-10n, 10n)], collateral0: 60n * USD };
    expect(await accepts({ ...covered, collateral1: 0n })).toBe(true);
    expect(await accepts({ ...covered, collateral1: -1n })).toBe(false);
  });

  it('maintains at the margin of its side', async () => {
    // short 10 lots: $40 of maintenance margin, $50 initial; value −$20
    const short = { held: [option(-20n, -10n)], collateral0: 130n * USD };
    expect(await accepts({ ...short, collateral1: 60n * USD, branch: 1 })).toBe(true);
    expect(await accepts({ ...short, collateral1: 60n * USD - 1n, branch: 1 })).toBe(false);
    expect(await accepts({ ...short, collateral1: 60n * USD })).toBe(false);
  });

  it('of what a liquidation closes is that of its side', async () => {
    // a long one is worth its margins: below maintenance is below no cash. 10 lots of $2 may cost $5 to close
    const long = { held: [option(20n, 10n)], collateral0: -USD, liquidated: true };
    expect(await accepts({ ...long, collateral1: 14n * USD })).toBe(true);
    expect(await accepts({ ...long, collateral1: 14n * USD - 1n })).toBe(false);
    expect(await accepts({ ...long, collateral0: 0n, collateral1: 15n * USD })).toBe(false);
    // a short one of $5 a lot may cost $12.50
    const short = { held: [option(-20n, -10n)], collateral0: 119n * USD, liquidated: true };
    const bought = 119n * USD - 20n * USD - 12_500_000n;
    expect(await accepts({ ...short, collateral1: bought })).toBe(true);
    expect(await accepts({ ...short, collateral1: bought - 1n })).toBe(false);
    expect(await accepts({ ...short, collateral0: 120n * USD, collateral1: bought + USD })).toBe(false);
  });
});
