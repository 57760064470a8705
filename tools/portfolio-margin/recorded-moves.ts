import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseRecording } from '../../services/margin-engine/src/index.ts';

/** Recorded minutes of the days with the largest moves. */
const RECORDINGS: Readonly<Record<string, readonly string[]>> = {
  BTC: [
    'binance_BTCUSD_PERP_mark_1m_2025-10-09_10',
    'BTCUSDT_1m_2025-01-01_02-04',
    'btc-perp_1m_2021-12-31_2022-02-01',
  ],
  ETH: ['ETHUSDT_1m_2025-01-01_02-04'],
};
/** Moves are told apart to a hundredth of a per cent. */
const RESOLUTION = 1e4;

/** Every relative price move within `minutes` that a currency's recordings hold: from each close to the lowest low and the highest high that follow. */
export function recordedMoves(data: string, currency: string, minutes: number): number[] {
  const moves = new Set<number>();
  for (const name of RECORDINGS[currency]!) {
    const csv = gunzipSync(readFileSync(join(data, 'prices', `${name}.csv.gz`))).toString('utf8');
    const { bars } = parseRecording(csv.replace(/^open_time,/, 'timestamp,'));
    const [low, high, close] = [
      bars.map((bar) => Number(bar.low)),
      bars.map((bar) => Number(bar.high)),
      bars.map((bar) => Number(bar.close)),
    ];
    for (let i = 0; i + minutes < bars.length; i++) {
      let [least, most] = [low[i + 1]!, high[i + 1]!];
      for (let j = i + 2; j <= i + minutes; j++) {
        least = Math.min(least, low[j]!);
        most = Math.max(most, high[j]!);
      }
      for (const price of [least, most]) moves.add(Math.round((price / close[i]! - 1) * RESOLUTION));
    }
  }
  return [...moves].map((move) => move / RESOLUTION).sort((a, b) => a - b);
}
