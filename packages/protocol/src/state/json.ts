/** JSON that keeps bigints and maps exactly: {"$n":"12"} and {"$m":[[key, value], …]}. */
export function stringifyExact(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return { $n: item.toString() };
    if (item instanceof Map) return { $m: [...item] };
    return item;
  });
}

/** Reads what stringifyExact wrote; the caller names the type it stored. */
export function parseExact<T>(text: string): T {
  return JSON.parse(text, (_, item: unknown) => {
    if (item !== null && typeof item === 'object') {
      if ('$n' in item && typeof item.$n === 'string') return BigInt(item.$n);
      if ('$m' in item && Array.isArray(item.$m)) return new Map(item.$m as [unknown, unknown][]);
    }
    return item;
  }) as T;
}
