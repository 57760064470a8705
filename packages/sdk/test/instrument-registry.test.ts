import { describe, expect, test } from 'vitest';
import { InstrumentRegistry } from '../src/index.ts';
import { BTC_CALL, BTC_PERP } from './support/instrument.ts';

const names = (scales: readonly { name: string }[]): string[] => scales.map(({ name }) => name);

describe('InstrumentRegistry', () => {
  test('says what was listed and what has expired, once it is in place', () => {
    const registry = new InstrumentRegistry();
    const heard: [string[], string[], string[]][] = [];
    registry.update([BTC_PERP]);
    registry.onChange(({ listed, expired }) => heard.push([names(listed), names(expired), names(registry.listed)]));
    registry.update([BTC_PERP, BTC_CALL]);
    registry.update([BTC_PERP, BTC_CALL]);
    registry.update([BTC_PERP]);
    expect(heard).toEqual([
      [[BTC_CALL.name], [], [BTC_PERP.name, BTC_CALL.name]],
      [[], [BTC_CALL.name], [BTC_PERP.name]],
    ]);
  });

  test('tells an expired instrument from one that never was, and can still read it', () => {
    const registry = new InstrumentRegistry();
    registry.update([BTC_PERP, BTC_CALL]);
    registry.update([BTC_PERP]);
    expect(() => registry.get(BTC_CALL.name)).toThrow(expect.objectContaining({ name: 'EXPIRED_INSTRUMENT' }));
    expect(() => registry.get('DOGE-PERP')).toThrow(expect.objectContaining({ name: 'UNKNOWN_INSTRUMENT' }));
    expect(registry.known(BTC_CALL.name)?.specification.strike).toBe('90000');
    expect(registry.known('DOGE-PERP')).toBeNull();
  });

  test('an instrument keeps its identity until something of it changes', () => {
    const registry = new InstrumentRegistry();
    registry.update([BTC_PERP]);
    const before = registry.get(BTC_PERP.name);
    registry.update([{ ...BTC_PERP }]);
    expect(registry.get(BTC_PERP.name)).toBe(before);
    registry.update([{ ...BTC_PERP, status: 'halted' }]);
    expect(registry.get(BTC_PERP.name).specification.status).toBe('halted');
  });
});
