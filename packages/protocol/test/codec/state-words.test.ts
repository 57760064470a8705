import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountLeaf,
  controlWord,
  derivePublicKey,
  FIELD_PRIME,
  flat,
  houseHash,
  keysHash,
  MerkleTree,
  marketMutableWord,
  marketStaticWord,
  marketsHash,
  newAccount,
  poseidon,
  positionsHash,
  positionWords,
  settledLeaf,
  settledTree,
  slotLeaves,
  slotLocation,
  slotTree,
  slotWord,
  stateRoot,
  unpackMarketMutableWord,
  unpackMarketStaticWord,
  unpackSlotWord,
} from '../../src/index.ts';

const bits = (count: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(count)) - 1n });
const integer = (count: number) => bits(count).map(Number);
const signed = (count: number) => fc.bigInt({ min: 1n - (1n << BigInt(count)), max: (1n << BigInt(count)) - 1n });
const invalid = expect.objectContaining({ name: 'INVALID_PARAMS' });

const slot = fc.record({ filled: bits(32), revision: integer(14), generation: bits(36) });
const terms = fc.record({
  instrument: integer(32),
  kind: integer(4),
  underlying: integer(8),
  status: integer(4),
  strike: bits(36),
  expiryHour: integer(24),
  imRate: bits(20),
  slopeRate: bits(20),
  bandRate: bits(20),
  fundingCapRate: bits(20),
  openInterestCap: bits(40),
  floorRate: bits(20),
});
const marketState = fc.record({
  indexLong: signed(63),
  indexShort: signed(63),
  openInterest: bits(52),
  lastMark: bits(36),
  lastFundingHour: integer(20),
});

describe('slots', () => {
  test('round trip, and lie where the format says', () => {
    fc.assert(
      fc.property(slot, (value) => {
        expect(unpackSlotWord(slotWord(value))).toEqual(value);
      }),
    );
    expect(slotWord({ filled: 1n, revision: 1, generation: 1n })).toBe(1n + (1n << 32n) + (1n << 46n));
    expect(() => unpackSlotWord(1n << 82n)).toThrow(invalid);
    expect(() => slotWord({ filled: 1n << 32n, revision: 0, generation: 0n })).toThrow(invalid);
  });

  test('three to a leaf: number mod 256, place by number div 256', () => {
    expect(slotLocation(767)).toEqual({ leaf: 255, place: 2 });
    expect(() => slotLocation(768)).toThrow(expect.objectContaining({ name: 'INVALID_SLOT' }));
    const [a, b, c] = [1n, 2n, 3n].map((filled) => ({ filled, revision: 0, generation: 0n }));
    const leaves = slotLeaves(
      new Map([
        [5, a!],
        [261, b!],
        [517, c!],
      ]),
    );
    expect([...leaves]).toEqual([[5, 1n + (2n << 82n) + (3n << 164n)]]);
    const tree = new MerkleTree(4);
    tree.set(5, leaves.get(5)!);
    expect(
      slotTree(
        new Map([
          [5, a!],
          [261, b!],
          [517, c!],
        ]),
      ).root,
    ).toBe(tree.root);
    expect(slotTree(new Map()).root).toBe(new MerkleTree(4).root);
  });
});

describe('account leaf', () => {
  test('positions pack three to a word with signed sizes, snapshots follow, rest is last', () => {
    const positions = [
      { instrument: 1, size: -2n, snapshot: -3n },
      { instrument: 4, size: 5n, snapshot: 6n },
      { instrument: 0, size: 0n, snapshot: 0n },
      { instrument: 7, size: -(2n ** 48n) + 1n, snapshot: 2n ** 62n },
    ];
    const word = (instrument: bigint, size: bigint) => instrument + size * 2n ** 32n;
    const words = [word(1n, -2n) + 2n ** 81n * word(4n, 5n), word(7n, -(2n ** 48n) + 1n)];
    expect(positionWords(positions)).toEqual(words);
    expect(positionsHash(positions, 9n)).toBe(flat([...words, -3n, 6n, 0n, 2n ** 62n, 9n]));
    expect(positionsHash(positions)).not.toBe(positionsHash(positions, 9n));
    expect(() => positionWords([{ instrument: 1, size: 2n ** 48n, snapshot: 0n }])).toThrow(invalid);
    expect(() => positionsHash([{ instrument: 1, size: 0n, snapshot: -(2n ** 63n) }])).toThrow(invalid);
  });

  test('different positions have different words', () => {
    const position = fc.record({ instrument: integer(32), size: signed(48), snapshot: fc.constant(0n) });
    const three = fc.array(position, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(three, three, (a, b) => {
        const residue = (x: bigint) => ((x % FIELD_PRIME) + FIELD_PRIME) % FIELD_PRIME;
        const same = a.every((p, i) => p.instrument === b[i]!.instrument && p.size === b[i]!.size);
        expect(residue(positionWords(a)[0]!) === residue(positionWords(b)[0]!)).toBe(same);
      }),
    );
  });

  test('hashes its six parts', () => {
    const key = derivePublicKey(new Uint8Array(32));
    const account = newAccount(3, 0xabcn, key, 4);
    account.collateral = -7n;
    account.minGeneration = 12n;
    expect(controlWord(12n)).toBe(1n + (12n << 16n));
    expect(accountLeaf(account, 99n)).toBe(
      poseidon([0xabcn, poseidon([key.x, key.y, 0n]), -7n, 99n, positionsHash(account.positions), controlWord(12n)]),
    );
    expect(keysHash(key, 5n)).toBe(poseidon([key.x, key.y, 5n]));
    expect(() => accountLeaf({ ...account, collateral: 1n << 62n }, 0n)).toThrow(invalid);
    expect(() => accountLeaf({ ...account, owner: 1n << 160n }, 0n)).toThrow(invalid);
    expect(() => accountLeaf({ ...account, minGeneration: 1n << 36n }, 0n)).toThrow(invalid);
  });
});

describe('markets', () => {
  test('round trip', () => {
    fc.assert(
      fc.property(terms, marketState, (t, state) => {
        expect(unpackMarketStaticWord(marketStaticWord(t))).toEqual(t);
        expect(unpackMarketMutableWord(marketMutableWord(state))).toEqual(state);
      }),
    );
  });

  test('fields lie where the format says and stay within 248 bits', () => {
    const zero = { indexLong: 0n, indexShort: 0n, openInterest: 0n, lastMark: 0n, lastFundingHour: 0 };
    expect(marketMutableWord(zero)).toBe((1n << 63n) + (1n << 127n));
    const one = { ...zero, openInterest: 1n, lastMark: 1n, lastFundingHour: 1 };
    expect(marketMutableWord(one) - marketMutableWord(zero)).toBe((1n << 128n) + (1n << 180n) + (1n << 216n));
    fc.assert(
      fc.property(terms, (t) => {
        expect(marketStaticWord(t) >> 248n).toBe(0n);
      }),
    );
    const blank = { strike: 0n, expiryHour: 0, imRate: 0n, slopeRate: 0n, bandRate: 0n, fundingCapRate: 0n };
    const none = { ...blank, instrument: 0, kind: 0, underlying: 0, status: 0, openInterestCap: 0n, floorRate: 0n };
    expect(marketStaticWord({ ...none, kind: 3, strike: 1n, expiryHour: 1 })).toBe(
      (3n << 32n) + (1n << 48n) + (1n << 84n),
    );
    expect(marketStaticWord({ ...none, openInterestCap: 1n, floorRate: 1n })).toBe((1n << 188n) + (1n << 228n));
    expect(() => marketStaticWord({ ...none, openInterestCap: 1n << 40n })).toThrow(invalid);
    expect(() => marketStaticWord({ ...none, floorRate: 1n << 20n })).toThrow(invalid);
    expect(() => marketMutableWord({ ...zero, indexLong: 1n << 63n })).toThrow(invalid);
    expect(() => marketMutableWord({ ...zero, lastFundingHour: 1 << 20 })).toThrow(invalid);
  });

  test('an expired instrument lies at its own id in the settled tree, as the hash of its last indices', () => {
    const last = { indexLong: -5n, indexShort: 7n };
    const tree = new MerkleTree(3);
    tree.set(63, poseidon([-5n, 7n]));
    expect(settledLeaf(last)).toBe(poseidon([-5n, 7n]));
    expect(settledTree(new Map([[63, last]]), 3).root).toBe(tree.root);
    expect(() => settledLeaf({ ...last, indexShort: 1n << 63n })).toThrow(invalid);
    expect(() => settledTree(new Map([[64, last]]), 3)).toThrow();
  });

  test('roots combine as the format says; unused rows are 0', () => {
    const zeros = new Array<bigint>(16).fill(0n);
    expect(marketsHash(new Array<null>(16).fill(null))).toBe(poseidon([flat(zeros), flat(zeros)]));
    expect(houseHash({ feePool: 3n, insuranceFund: 4n })).toBe(poseidon([3n, 4n]));
    expect(() => houseHash({ feePool: -1n, insuranceFund: 0n })).toThrow(invalid);
    expect(settledTree(new Map(), 6).root).toBe(new MerkleTree(6).root);
    const parts = { accountsRoot: 1n, marketsHash: 2n, settledRoot: 3n, houseHash: 4n };
    expect(stateRoot(parts)).toBe(poseidon([1n, 2n, 3n, 4n]));
  });
});
