import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ASKING_DELAY_MS, LatestAnswer } from '../src/model/latest-answer.ts';

interface Asked {
  readonly question: string;
  answer(answer: string): Promise<void>;
  fail(): Promise<void>;
}

const asked: Asked[] = [];
const shown: (string | null)[] = [];
const settled = () => vi.advanceTimersByTimeAsync(0);
const ask = (question: string): Promise<string> =>
  new Promise((resolve, reject) => {
    asked.push({
      question,
      answer: async (answer) => {
        resolve(answer);
        await settled();
      },
      fail: async () => {
        reject(new Error('refused'));
        await settled();
      },
    });
  });
const stand = () => vi.advanceTimersByTimeAsync(ASKING_DELAY_MS);
let latest: LatestAnswer<string, string>;

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  shown.length = 0;
  latest = new LatestAnswer(ask, (answered) => shown.push(answered && `${answered.question}: ${answered.answer}`));
});
afterEach(() => vi.useRealTimers());

describe('the latest answer', () => {
  it('is asked for once a question has stood for a moment, and shown', async () => {
    for (const question of ['1', '12', '12.', '12.5']) {
      latest.put(question);
      await vi.advanceTimersByTimeAsync(ASKING_DELAY_MS - 1);
    }
    expect(asked).toEqual([]);
    await stand();
    expect(asked.map(({ question }) => question)).toEqual(['12.5']);
    await asked[0]!.answer('yes');
    expect(shown).toEqual([null, null, null, null, '12.5: yes']);
  });

  it('is not the answer to a question that stands no more', async () => {
    latest.put('a');
    await stand();
    latest.put('b');
    await stand();
    await asked[1]!.answer('late');
    await asked[0]!.answer('stale');
    expect(shown).toEqual([null, null, 'b: late']);
    latest.put(null);
    expect(shown.at(-1)).toBeNull();
  });

  it('comes again when the question is put again, and never goes back to an older one', async () => {
    latest.put('a');
    await stand();
    latest.put('a');
    await stand();
    expect(asked.length).toBe(2);
    await asked[1]!.answer('new');
    await asked[0]!.answer('old');
    expect(shown).toEqual([null, 'a: new']);
  });

  it('is asked for and shown though the question is put again all the time', async () => {
    for (let times = 0; times < 10; times++) {
      latest.put('a');
      await vi.advanceTimersByTimeAsync(ASKING_DELAY_MS / 2);
      if (asked.length > 1) await asked[asked.length - 2]!.answer(`answer ${asked.length - 1}`);
    }
    expect(asked.length).toBeGreaterThan(2);
    expect(shown.at(-1)).toMatch(/^a: answer/);
  });

  it('is none where the asking fails, is taken back or stops', async () => {
    latest.put('a');
    await stand();
    await asked[0]!.answer('yes');
    latest.put('a');
    await stand();
    await asked[1]!.fail();
    expect(shown).toEqual([null, 'a: yes', null]);
    latest.put('b');
    latest.put(null);
    await stand();
    latest.put('c');
    await stand();
    latest.stop();
    await asked[2]!.answer('too late');
    expect(asked.map(({ question }) => question)).toEqual(['a', 'a', 'c']);
    expect(shown.slice(3)).toEqual([null, null, null]);
  });
});
