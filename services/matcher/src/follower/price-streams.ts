import { lotPrice, type PriceStream, RandomWalkStream, RecordedPriceStream, readRecording } from '@tenor/margin-engine';
import type { MatcherConfig } from '../config.ts';
import type { InstrumentSpecification } from '../sequencer/instruments.ts';

const SEED_DEFAULT = 1;
const START_DEFAULT: Readonly<Record<string, bigint>> = { BTC: 95_000n, ETH: 3_400n };
const START_OTHERWISE = 100n;
const MICRO_USD = 1_000_000n;
/** About 56 % a year at a tick a second, with a jump of up to 0.5 % every half hour or so. */
const WALK = { stepPpb: 100_000, ticksPerJump: 1800, jumpPpb: 5_000_000 } as const;

export const lotsPerUnit = ({ lotDecimals }: InstrumentSpecification): bigint => 10n ** BigInt(lotDecimals);

/** A stream that leaves its last price, in µUSD per lot, where others can read it. */
function observed(
  stream: PriceStream,
  instrument: InstrumentSpecification,
  indexPrices: Map<number, bigint>,
): PriceStream {
  return {
    next: () => {
      const price = stream.next();
      indexPrices.set(instrument.terms.instrument, lotPrice(price, lotsPerUnit(instrument)));
      return price;
    },
  };
}

/** Index prices of an instrument: its recording, or a seeded random walk when there is none. Throws for an unreadable file. */
export async function priceStream(
  config: NonNullable<MatcherConfig['prices']>,
  instrument: InstrumentSpecification,
  indexPrices: Map<number, bigint>,
): Promise<PriceStream> {
  const { underlying, terms } = instrument;
  const recording = config.recordings?.[underlying];
  if (recording) {
    const { path, from, seconds_per_tick: secondsPerTick } = recording;
    const stream = new RecordedPriceStream(await readRecording(path), { from, secondsPerTick });
    return observed(stream, instrument, indexPrices);
  }
  const start = config.start?.[underlying];
  const usd = start === undefined ? (START_DEFAULT[underlying] ?? START_OTHERWISE) : BigInt(start);
  // Each underlying walks on its own.
  const seed = (config.seed ?? SEED_DEFAULT) * 1000 + terms.underlying;
  return observed(new RandomWalkStream({ seed, start: usd * MICRO_USD, ...WALK }), instrument, indexPrices);
}
