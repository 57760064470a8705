import fc from 'fast-check';
import { concatHex, keccak256, numberToHex } from 'viem';
import { expect, test } from 'vitest';
import { batchChallenge, evaluateWords, SCALAR_FIELD, sparseWords } from '../tooling/published-batch.ts';

const word = fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 2n ** 248n - 1n }));
const data = fc.array(word, { minLength: 1, maxLength: 600 });

test('sparse words give back exactly the words they were made from', () => {
  fc.assert(
    fc.property(data, (words) => {
      const sparse = sparseWords(words);
      expect(sparse.mask).toHaveLength(Math.ceil(words.length / 256));
      let next = 0;
      const back = words.map((_, place) => {
        const given = ((sparse.mask[place >> 8] ?? 0n) >> BigInt(place & 255)) & 1n;
        return given === 1n ? sparse.words[next++] : 0n;
      });
      expect(back).toEqual(words);
      expect(next).toBe(sparse.words.length);
    }),
  );
});

test('the challenge is the hash of id, commitment, mask and words', () => {
  const id = `0x${'ab'.repeat(32)}` as const;
  const bytes = concatHex([id, ...[9n, 5n, 7n, 8n].map((value) => numberToHex(value, { size: 32 }))]);
  expect(batchChallenge(id, 9n, sparseWords([7n, 0n, 8n]))).toBe(BigInt(keccak256(bytes)) % SCALAR_FIELD);
});

test('the words are the coefficients of a polynomial in r', () => {
  fc.assert(
    fc.property(data, fc.bigInt({ min: 0n, max: SCALAR_FIELD - 1n }), (words, r) => {
      let power = 1n;
      let sum = 0n;
      for (const one of words) {
        sum = (sum + one * power) % SCALAR_FIELD;
        power = (power * r) % SCALAR_FIELD;
      }
      expect(evaluateWords(words, r)).toBe(sum);
    }),
    { numRuns: 20 },
  );
});
