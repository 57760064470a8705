import type { LevelJson } from '../api-market-types.ts';

const POLYNOMIAL = 0xedb88320;
const LEVELS = 10;
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});

/** CRC-32 (IEEE) of an ASCII text. */
export function crc32(text: string): number {
  let value = 0xffff_ffff;
  for (let i = 0; i < text.length; i++) value = (value >>> 8) ^ table[(value ^ text.charCodeAt(i)) & 0xff]!;
  return (value ^ 0xffff_ffff) >>> 0;
}

/** Checksum of the top ten levels: `bid price:bid size:ask price:ask size` of each depth, best first, joined with `:`. */
export function bookChecksum(bids: readonly LevelJson[], asks: readonly LevelJson[]): number {
  const parts: string[] = [];
  for (let depth = 0; depth < LEVELS; depth++) {
    for (const level of [bids[depth], asks[depth]]) if (level) parts.push(level[0], level[1]);
  }
  return crc32(parts.join(':'));
}
