import { type ExchangeState, stringifyExact } from '../../src/index.ts';

/** A state as text in which neither the order that things came into it shows nor the order of their fields. */
export function stateText(state: ExchangeState): string {
  const ordered = (value: unknown): unknown => {
    if (value instanceof Map) return { map: [...value].sort(([a], [b]) => a - b).map(ordered) };
    if (Array.isArray(value)) return value.map(ordered);
    if (value === null || typeof value !== 'object') return value;
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(fields.map(([name, field]) => [name, ordered(field)]));
  };
  return stringifyExact(ordered(state));
}
