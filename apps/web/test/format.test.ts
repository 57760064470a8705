import { TenorError } from '@tenor/protocol';
import { describe, expect, it } from 'vitest';
import { formatCountdown, formatNumber, formatPercent, formatSigned, shorten, signOf } from '../src/model/format.ts';
import { formatGreek } from '../src/model/format-greek.ts';
import { refusalText } from '../src/model/refusal-text.ts';

describe('formatting', () => {
  it('groups digits and keeps the places', () => {
    expect(formatNumber('1234567.5', 2)).toBe('1,234,567.50');
    expect(formatNumber('-1234.567', 1)).toBe('−1,234.6');
    expect(formatNumber('999', 0)).toBe('999');
    expect(formatNumber(null, 2)).toBe('–');
  });

  it('never shows a minus zero, and marks gains with a plus', () => {
    expect(formatNumber('-0.001', 2)).toBe('0.00');
    expect(formatSigned('-0.001')).toBe('0.00');
    expect(formatSigned('12.3')).toBe('+12.30');
    expect(formatSigned('-12.3')).toBe('−12.30');
    expect(formatPercent('0.0123')).toBe('+1.23%');
  });

  it('keeps digits that a binary float would lose', () => {
    expect(formatNumber('9007199254740993.000001', 6)).toBe('9,007,199,254,740,993.000001');
  });

  it('counts down and shortens', () => {
    expect(formatCountdown(3_599_999)).toBe('59:59');
    expect(formatCountdown(3_600_000)).toBe('1:00:00');
    expect(formatCountdown(-1)).toBe('00:00');
    expect(shorten('0x1234567890abcdef1234')).toBe('0x1234…1234');
    expect(['-0.1', '0', '0.00', '2', null].map((value) => signOf(value))).toEqual([-1, 0, 0, 1, 0]);
  });

  it('shows greeks of any size as plain digits', () => {
    expect(['0.612345', '-0.0000236789', '81.25', '0', '-1234.56', null].map(formatGreek)).toEqual([
      '0.6123',
      '−0.00002368',
      '81.25',
      '0',
      '−1,235',
      '–',
    ]);
  });

  it('says more of an expired series than its number, and nothing of what it does not know', () => {
    const { code } = new TenorError('EXPIRED_INSTRUMENT');
    expect(refusalText(code)).toContain('has expired');
    expect(refusalText(new TenorError('SELF_TRADE').code)).toContain('Cancel');
    expect([refusalText(30001), refusalText(null)]).toEqual([null, null]);
  });
});
