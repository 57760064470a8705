import { describe, expect, test } from 'vitest';
import { botConfig, DEFAULT_PLANS, linearPlan } from '../src/bot-config.ts';

const env = { TENOR_URL: 'http://127.0.0.1:3000', TENOR_BOT_KEY: `0x${'11'.repeat(32)}` };

describe('botConfig', () => {
  test('reads the environment', () => {
    const config = botConfig({ ...env, TENOR_BOT_BACKLOG_ROWS: '40', TENOR_BOT_DEPOSIT: '1000.5' }, ['--flow']);
    expect(config).toMatchObject({ backlogCapRows: 40, deposit: 1_000_500_000n, mode: 'flow', healthPort: null });
  });

  test.each([
    [{ ...env, TENOR_URL: 'localhost:3000' }, [], /TENOR_URL/],
    [{ ...env, TENOR_BOT_KEY: '0x12' }, [], /TENOR_BOT_KEY/],
    [{ ...env, TENOR_BOT_BACKLOG_ROWS: '-1' }, [], /TENOR_BOT_BACKLOG_ROWS/],
    [env, ['--fast'], /--fast/],
  ])('says what is wrong: %#', (settings, args, message) => {
    expect(() => botConfig(settings, args)).toThrow(message);
  });

  test('futures are quoted as their perpetual is, only wider; nothing else without a plan', () => {
    const perpetual = linearPlan({ name: 'BTC-PERP', kind: 'perpetual', base: 'BTC' }, DEFAULT_PLANS)!;
    const future = linearPlan({ name: 'BTC-25DEC26', kind: 'future', base: 'BTC' }, DEFAULT_PLANS)!;
    expect(future).toMatchObject({ instrument: 'BTC-25DEC26', levelSize: perpetual.levelSize });
    expect(future.ladder.halfSpreadPpm).toBeGreaterThan(perpetual.ladder.halfSpreadPpm);
    expect(linearPlan({ name: 'SOL-PERP', kind: 'perpetual', base: 'SOL' }, DEFAULT_PLANS)).toBeNull();
    expect(linearPlan({ name: 'SOL-25DEC26', kind: 'future', base: 'SOL' }, DEFAULT_PLANS)).toBeNull();
  });

  test('never prints the key', () => {
    expect(() => botConfig({ ...env, TENOR_BOT_KEY: '0xsecret' }, [])).toThrow(expect.not.stringContaining('secret'));
  });
});
