import { expect, test } from 'vitest';
import { aggregateIndex, DEFAULT_AGGREGATION, microUsd, type SourceReading } from '../src/index.ts';
import { hasRecordedData, recordedLines } from './support/recorded-data.ts';

const PPM = 1_000_000n;

/** Closes by minute of a recording of March 2023, when stablecoins left their peg. */
function closes(pair: string): Map<string, bigint> {
  const lines = recordedLines(`prices/binanceus_${pair}_1m_2023-03-01_21.csv.gz`);
  const column = lines[0]!.split(',').indexOf('close');
  return new Map(lines.slice(1).map((line) => [line.split(',')[0]!, microUsd(line.split(',')[column])]));
}

test.skipIf(!hasRecordedData)(
  'a coin that leaves its peg makes an outlier, and an index only when coin pairs are the majority',
  () => {
    const [dollar, coin] = [closes('BTCUSD'), closes('BTCUSDT')];
    let minutes = 0;
    let outliers = 0;
    let captured = 0;
    const index = (dollars: readonly bigint[], coins: readonly bigint[]) => {
      const reading =
        (name: string) =>
        (price: bigint, i: number): SourceReading => ({
          source: `${name} ${i}`,
          observation: { price, observedAt: 0 },
          maxAgeMs: 1,
        });
      return aggregateIndex([...dollars.map(reading('dollar')), ...coins.map(reading('coin'))], DEFAULT_AGGREGATION, 0);
    };
    for (const [minute, inDollars] of dollar) {
      const inCoins = coin.get(minute);
      if (inCoins === undefined) continue;
      minutes++;
      const venues = [-200n, 0n, 150n].map((ppm) => inDollars + (inDollars * ppm) / PPM) as [bigint, bigint, bigint];
      const { price, dropped } = index(venues, [inCoins]);
      expect(price! >= venues[0] && price! <= venues[2]).toBe(true);
      if (dropped.some(({ source }) => source === 'coin 0')) outliers++;
      const majority = index([inDollars], [inCoins, inCoins, inCoins]).price!;
      const off = majority > inDollars ? majority - inDollars : inDollars - majority;
      if (off * PPM > 10_000n * inDollars) captured++;
    }
    expect(minutes).toBe(30_240);
    expect(outliers).toBeGreaterThan(2_000);
    expect(captured).toBeGreaterThan(100);
  },
);
