import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { BotMetrics } from '../src/bot-metrics.ts';
import { KillSwitch } from '../src/kill-switch.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenor-kill-switch-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('is thrown while its file exists, counts it, and tells each change once', async () => {
  const file = join(folder, 'stop');
  const metrics = new BotMetrics('test');
  const said: boolean[] = [];
  const log = pino({}, { write: (line) => said.push((JSON.parse(line) as { isThrown: boolean }).isThrown) });
  const killed = async () => (await metrics.killed.get()).values[0]?.value;
  const kill = new KillSwitch(file, metrics, log);
  expect([kill.isThrown(), await killed(), said]).toEqual([false, 0, []]);
  writeFileSync(file, '');
  expect([kill.isThrown(), kill.isThrown(), await killed(), said]).toEqual([true, true, 1, [true]]);
  rmSync(file);
  expect([kill.isThrown(), await killed(), said]).toEqual([false, 0, [true, false]]);
});

test('without a file it is never thrown', () => {
  expect(new KillSwitch(null, new BotMetrics('test'), pino({ level: 'silent' })).isThrown()).toBe(false);
});
