import { describe, expect, test } from 'vitest';
import { Cooldowns } from '../src/cooldowns.ts';
import { keeperConfig } from '../src/keeper-config.ts';

const env = { TENOR_URL: 'http://127.0.0.1:3000', TENOR_KEEPER_KEY: `0x${'11'.repeat(32)}` };

describe('keeperConfig', () => {
  test('reads the environment', () => {
    const settings = { ...env, TENOR_KEEPER_LIQUIDATION_USD: '1000.5', TENOR_KEEPER_UNWIND_PPM: '2500' };
    expect(keeperConfig(settings, [])).toMatchObject({
      offers: { perLiquidation: 1_000_500_000n },
      unwinding: { boundPpm: 2500n },
      isDryRun: false,
      healthPort: null,
      killFile: null,
    });
  });

  test('a dry run needs no key', () => {
    expect(keeperConfig({ TENOR_URL: env.TENOR_URL }, ['--dry-run'])).toMatchObject({
      isDryRun: true,
      privateKey: null,
    });
  });

  test.each([
    [{ ...env, TENOR_URL: 'localhost:3000' }, [], /TENOR_URL/],
    [{ TENOR_URL: env.TENOR_URL }, [], /TENOR_KEEPER_KEY/],
    [{ ...env, TENOR_KEEPER_KEY: '0x12' }, ['--dry-run'], /TENOR_KEEPER_KEY/],
    [{ ...env, TENOR_KEEPER_POSITION_USD: '0' }, [], /TENOR_KEEPER_POSITION_USD/],
    [{ ...env, TENOR_KEEPER_MARGIN_PPM: '1000001' }, [], /TENOR_KEEPER_MARGIN_PPM/],
    [{ ...env, TENOR_KEEPER_CYCLE_MS: '-1' }, [], /TENOR_KEEPER_CYCLE_MS/],
    [env, ['--fast'], /--fast/],
  ])('says what is wrong: %#', (settings, args, message) => {
    expect(() => keeperConfig(settings, args)).toThrow(message);
  });

  test('never prints the key', () => {
    expect(() => keeperConfig({ ...env, TENOR_KEEPER_KEY: '0xsecret' }, [])).toThrow(
      expect.not.stringContaining('secret'),
    );
  });
});

test('a position is left alone until its time has passed, others are not', () => {
  const cooldowns = new Cooldowns(2000);
  cooldowns.start(7, 'BTC-PERP', 1000);
  expect(cooldowns.isCooling(7, 'BTC-PERP', 2999)).toBe(true);
  expect(cooldowns.isCooling(7, 'BTC-PERP', 3000)).toBe(false);
  expect(cooldowns.isCooling(7, 'ETH-PERP', 2000)).toBe(false);
  expect(cooldowns.isCooling(8, 'BTC-PERP', 2000)).toBe(false);
});
