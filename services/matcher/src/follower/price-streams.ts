import {
  ClockedStream,
  defaultWalk,
  type PriceStream,
  RandomWalkStream,
  RecordedPriceStream,
  readRecording,
} from '@tenor/margin-engine';
import { createIndexOracle, type IndexOracle, IndexPriceStream } from '@tenor/oracle';
import { TenorError } from '@tenor/protocol';
import type { Logger } from 'pino';
import type { PriceConfig } from '../price-config.ts';
import { underlyingOf } from '../sequencer/underlyings.ts';

/** How long an index stands in for a missing one. Short: the exchange counts the age of prices from the last round on. */
const LONGEST_REPEAT_MILLISECONDS = 3_000;

/** The recording of an underlying, or a seeded random walk when there is none. */
async function playedStream({ recordings, start, seed, startedAt }: PriceConfig, number: number): Promise<PriceStream> {
  const { name } = underlyingOf(number);
  const recording = recordings?.[name];
  const startUsd = start?.[name];
  const stream = recording
    ? new RecordedPriceStream(await readRecording(recording.path), {
        from: recording.from,
        secondsPerTick: recording.seconds_per_tick,
      })
    : new RandomWalkStream(
        defaultWalk({ number, name, seed, ...(startUsd === undefined ? {} : { startUsd: BigInt(startUsd) }) }),
      );
  return startedAt === undefined ? stream : new ClockedStream({ stream, startedAt });
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
