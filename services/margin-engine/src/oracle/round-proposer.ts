import type { OracleRound } from '@tenor/protocol';
import type { ExchangePort, ListedMarket } from '../engine/exchange-port.ts';
import type { RoundAuthority } from './round-authority.ts';
import { RoundBuilder, type RoundPrices } from './round-builder.ts';
import { RoundUnsigned } from './round-unsigned.ts';

export interface RoundProposerOptions {
  readonly exchange: Pick<ExchangePort, 'lastRound' | 'submitRound'>;
  readonly authority: RoundAuthority;
  /** Rows of the circuit (M). */
  readonly rows: number;
}

/** Has rounds signed and proposes them to the exchange, one number after the other, also when either side was started again. */
export class RoundProposer {
  readonly #options: RoundProposerOptions;
  #builder: RoundBuilder | null = null;

  constructor(options: RoundProposerOptions) {
    this.#options = options;
  }

  /** Proposes the round of a time (Unix seconds). Rejects with RoundUnsigned where no quorum signs, and with what the exchange refuses. */
  async propose(time: number, prices: RoundPrices, listed: readonly ListedMarket[]): Promise<void> {
    const { exchange, rows } = this.#options;
    this.#builder ??= new RoundBuilder({ rows, last: { round: (await exchange.lastRound())?.round ?? 0, time: 0 } });
    const round = await this.#sign(this.#builder, time, prices, listed);
    try {
      await exchange.submitRound(round);
      this.#builder.taken(round);
    } catch (error) {
      // Another round number may be known there (a restored data directory): ask again before the next tick.
      this.#builder = null;
      throw error;
    }
  }

  /** Where signers have gone on to other numbers than the exchange knows, a second attempt goes behind them. */
  async #sign(
    builder: RoundBuilder,
    time: number,
    prices: RoundPrices,
    listed: readonly ListedMarket[],
  ): Promise<OracleRound> {
    for (let attempt = 1; ; attempt++) {
      const content = builder.next(time, prices);
      builder.spend(content);
      try {
        return await this.#options.authority.sign(content, listed);
      } catch (error) {
        if (!(error instanceof RoundUnsigned)) throw error;
        builder.goOnWith(error.nextRound);
        if (attempt > 1 || error.nextRound === content.round + 1) throw error;
      }
    }
  }
}
