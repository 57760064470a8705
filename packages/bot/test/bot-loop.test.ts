import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { BotLoop, type LoopParts } from '../src/bot-loop.ts';
import { BotMetrics } from '../src/bot-metrics.ts';

let loop: BotLoop | null = null;
afterEach(() => loop?.stop());

class Healing extends Error {}

function start(parts: Partial<LoopParts> & Pick<LoopParts, 'cycle'>) {
  const metrics = new BotMetrics('test');
  const said: { level: number; msg: string }[] = [];
  const log = pino({}, { write: (line) => said.push(JSON.parse(line) as { level: number; msg: string }) });
  const isExpected = (error: unknown): boolean => error instanceof Healing;
  loop = new BotLoop({ isConnected: () => true, pause: () => 1, isExpected, metrics, log, ...parts });
  loop.start();
  return { loop, said, outcomes: () => metrics.totals(metrics.cycles) };
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}

describe('the loop of a bot', () => {
  test('looks again and again, and remembers when', async () => {
    let cycles = 0;
    const started = Date.now();
    const { outcomes, loop } = start({ cycle: async () => void cycles++ });
    expect(loop.lastCycleAt).toBeNull();
    await until(() => cycles >= 3);
    await loop.stop();
    expect(loop.lastCycleAt).toBeGreaterThanOrEqual(started);
    expect(await outcomes()).toEqual({ done: cycles });
    const after = cycles;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(cycles).toBe(after);
  });

  test('no error ends it: one that heals is told calmly, another as an error, and neither counts as a cycle', async () => {
    let cycles = 0;
    const { said, outcomes, loop } = start({
      cycle: async () => {
        cycles++;
        throw cycles % 2 ? new Healing('lost') : new Error('broken');
      },
    });
    await until(() => cycles >= 2);
    await loop.stop();
    expect(loop.lastCycleAt).toBeNull();
    expect(said.slice(0, 2)).toMatchObject([
      { level: 30, msg: 'cycle interrupted', detail: 'lost' },
      { level: 50, msg: 'cycle failed', err: { message: 'broken' } },
    ]);
    const { interrupted, failed, done } = await outcomes();
    expect([interrupted! + failed!, done]).toEqual([cycles, undefined]);
  });

  test('tries nothing while it is not connected', async () => {
    let cycles = 0;
    let looks = 0;
    let isConnected = false;
    start({
      cycle: async () => void cycles++,
      isConnected: () => {
        looks++;
        return isConnected;
      },
    });
    await until(() => looks > 3);
    expect(cycles).toBe(0);
    isConnected = true;
    await until(() => cycles > 0);
  });

  test('waking it and stopping it end the pause, and stopping waits for the cycle under way', async () => {
    let cycles = 0;
    let release: () => void = () => undefined;
    const { loop } = start({
      cycle: () =>
        new Promise((resolve) => {
          cycles++;
          release = resolve;
        }),
      pause: () => 3_600_000,
    });
    release();
    await new Promise((resolve) => setTimeout(resolve, 20));
    loop.wake();
    await until(() => cycles === 2);
    let isOver = false;
    const stopped = loop.stop().then(() => {
      isOver = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([isOver, loop.isStopping]).toEqual([false, true]);
    release();
    await stopped;
    expect(cycles).toBe(2);
  });
});
