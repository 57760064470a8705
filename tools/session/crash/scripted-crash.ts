import { RandomWalkStream } from '@tenor/margin-engine';

const MICRO = 1_000_000n;
const THOUSAND = 1000n;
const MINUTE = 60;
/** What a minute does to the price beside the script: about 0.1 %. */
const WALK = { stepPpb: 1_000_000, ticksPerJump: 0, jumpPpb: 0 } as const;

/** Shares of the first price in thousandths, at minutes after the first bar; straight lines between them. */
const SCRIPT: Readonly<Record<'BTC' | 'ETH', readonly (readonly [minute: number, share: bigint])[]>> = {
  ETH: [
    [0, 1000n],
    [25, 1000n],
    [36, 900n],
    [51, 850n],
    [53, 765n],
    [60, 870n],
    [65, 900n],
    [120, 900n],
  ],
  BTC: [
    [0, 1000n],
    [25, 1000n],
    [51, 975n],
    [53, 950n],
    [65, 985n],
    [120, 985n],
  ],
};
const FIRST_PRICE = { BTC: 95_300n, ETH: 2_800n } as const;

function shareAt(script: readonly (readonly [number, bigint])[], minute: number): bigint {
  for (let i = 1; i < script.length; i++) {
    const [to, high] = script[i]!;
    const [from, low] = script[i - 1]!;
    if (minute <= to) return low + ((high - low) * BigInt(minute - from)) / BigInt(to - from);
  }
  return script.at(-1)![1];
}

const usd = (micro: bigint): string => `${micro / MICRO}.${String(micro % MICRO).padStart(6, '0')}`;

/**
 * One-minute bars of a crash that never was: a seeded random walk times a script that falls like the recorded day. CSV as recordings have it.
 * @param from Unix seconds of the first bar
 */
export function scriptedCrash(underlying: 'BTC' | 'ETH', from: number, seed: number): string {
  const script = SCRIPT[underlying];
  const start = FIRST_PRICE[underlying] * MICRO;
  const walk = new RandomWalkStream({ seed: seed * 10 + (underlying === 'BTC' ? 1 : 2), start, ...WALK });
  const lines = ['timestamp,open,high,low,close'];
  let open = walk.next();
  for (let minute = 0; minute < script.at(-1)![0]; minute++) {
    const close = (walk.next() * shareAt(script, minute + 1)) / THOUSAND;
    const [low, high] = open < close ? [open, close] : [close, open];
    lines.push([String((from + minute * MINUTE) * 1000), usd(open), usd(high), usd(low), usd(close)].join(','));
    open = close;
  }
  return `${lines.join('\n')}\n`;
}
