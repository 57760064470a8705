import { type PriceStream, RandomWalkStream, RecordedPriceStream, readRecording } from '@tenor/margin-engine';
import { createIndexOracle, type IndexOracle, IndexPriceStream } from '@tenor/oracle';
import { TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';
import type { PriceConfig } from '../price-config.ts';
import { underlyingOf } from '../sequencer/underlyings.ts';

const SEED_DEFAULT = 1;
const START_DEFAULT: Readonly<Record<string, bigint>> = { BTC: 95_000n, ETH: 3_400n };
const START_OTHERWISE = 100n;
const MICRO_USD = 1_000_000n;
/** About 56 % a year at a tick a second, with a jump of up to 0.5 % every half hour or so. */
const WALK = { stepPpb: 100_000, ticksPerJump: 1800, jumpPpb: 5_000_000 } as const;
/** How long an index stands in for a missing one. Short: the exchange counts the age of prices from the last round on. */
const LONGEST_REPEAT_MILLISECONDS = 3_000;

/** The recording of an underlying, or a seeded random walk when there is none. */
async function playedStream(config: PriceConfig, number: number): Promise<PriceStream> {
  const { name } = underlyingOf(number);
  const recording = config.recordings?.[name];
  if (recording) {
    const { path, from, seconds_per_tick: secondsPerTick } = recording;
    return new RecordedPriceStream(await readRecording(path), { from, secondsPerTick });
  }
  const start = config.start?.[name];
  const usd = start === undefined ? (START_DEFAULT[name] ?? START_OTHERWISE) : BigInt(start);
  // Each underlying walks on its own.
  const seed = (config.seed ?? SEED_DEFAULT) * 1000 + number;
  return new RandomWalkStream({ seed, start: usd * MICRO_USD, ...WALK });
}

/** Index prices of the underlyings, and the connections they come over. */
export class PriceStreams {
  readonly #config: PriceConfig;
  readonly #log: Logger;
  readonly #oracles = new Map<string, IndexOracle>();

  constructor(config: PriceConfig, log: Logger) {
    this.#config = config;
    this.#log = log;
  }

  /**
   * Prices of an underlying by its number: the index of its sources, its recording, or a random walk. Without an index it throws until there is
   * one. Rejects for a file that cannot be read and with INVALID_PARAMS for sources that are not independent or fewer than the quorum.
   */
  async open(underlying: number): Promise<PriceStream> {
    const oracle = await this.#oracle(underlyingOf(underlying).name);
    return oracle
      ? new IndexPriceStream(oracle, LONGEST_REPEAT_MILLISECONDS)
      : await playedStream(this.#config, underlying);
  }

  /** Ends the connections. */
  async stop(): Promise<void> {
    await Promise.all([...this.#oracles.values()].map((oracle) => oracle.stop()));
  }

  async #oracle(underlying: string): Promise<IndexOracle | null> {
    const sources = this.#config.sources?.[underlying];
    if (!sources) return null;
    const known = this.#oracles.get(underlying);
    if (known) return known;
    const { rules = {} } = this.#config;
    const oracle = await createIndexOracle({ underlying, sources, rules }, this.#log).catch((error) => {
      if (!(error instanceof RangeError)) throw error;
      throw new TenorError('INVALID_PARAMS', { param: 'prices.sources', detail: error.message });
    });
    this.#oracles.set(underlying, oracle);
    oracle.start();
    return oracle;
  }
}
