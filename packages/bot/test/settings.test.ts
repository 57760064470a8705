import { describe, expect, test } from 'vitest';
import { exchangeUrl, flags, integerSetting, privateKeySetting } from '../src/settings.ts';

const KEY = `0x${'1f'.repeat(32)}`;

describe('settings', () => {
  test('are read', () => {
    expect(exchangeUrl({ TENOR_URL: 'https://tenor.example' })).toBe('https://tenor.example');
    expect(integerSetting({ ROWS: '12' }, 'ROWS', 3)).toBe(12);
    expect(integerSetting({ ROWS: '' }, 'ROWS', 3)).toBe(3);
    expect(integerSetting({}, 'ROWS', 3, { least: 5 })).toBe(3);
    expect(integerSetting({ ROWS: '5' }, 'ROWS', 9, { least: 5, most: 5 })).toBe(5);
    expect(privateKeySetting({ KEY }, 'KEY')).toBe(KEY);
    expect([...flags(['--dry-run'], ['--dry-run', '--flow'])]).toEqual(['--dry-run']);
    expect(flags([], ['--flow']).has('--flow')).toBe(false);
  });

  test.each([
    ['TENOR_URL must be', () => exchangeUrl({})],
    ['TENOR_URL must be', () => exchangeUrl({ TENOR_URL: 'localhost:3000' })],
    ['ROWS must be an integer from 0 on, not "1.5"', () => integerSetting({ ROWS: '1.5' }, 'ROWS', 0)],
    ['ROWS must be an integer from 0 on, not "-1"', () => integerSetting({ ROWS: '-1' }, 'ROWS', 0)],
    [
      'ROWS must be an integer from 2 to 4, not "5"',
      () => integerSetting({ ROWS: '5' }, 'ROWS', 3, { least: 2, most: 4 }),
    ],
    ['ROWS must be an integer from 2 on, not "1"', () => integerSetting({ ROWS: '1' }, 'ROWS', 3, { least: 2 })],
    ['KEY must be an L1 private key', () => privateKeySetting({ KEY: '0x12' }, 'KEY')],
    ['KEY must be an L1 private key', () => privateKeySetting({}, 'KEY')],
    ['Unknown argument --fast. Known: --flow, --dry-run.', () => flags(['--flow', '--fast'], ['--flow', '--dry-run'])],
  ])('say what is wrong: %s', (message, read) => {
    expect(read).toThrow(message);
  });

  test('never print a key', () => {
    expect(() => privateKeySetting({ KEY: '0xsecret' }, 'KEY')).toThrow(expect.not.stringContaining('secret'));
  });
});
