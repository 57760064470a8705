import type { OracleRound, PublicKey } from '@tenor/protocol';
import {
  KeyAuthority,
  type KeyAuthorityOptions,
  RoundBuilder,
  type RoundBuilderOptions,
  type RoundPrices,
} from '../../src/index.ts';

export interface OracleSignerOptions extends KeyAuthorityOptions, RoundBuilderOptions {}

/** Builds rounds and signs them at once with the keys of one process. */
export class OracleSigner {
  readonly #builder: RoundBuilder;
  readonly #authority: KeyAuthority;

  /** Throws RangeError for a quorum that is no part of the set. */
  constructor(options: OracleSignerOptions) {
    this.#builder = new RoundBuilder(options);
    this.#authority = new KeyAuthority(options);
  }

  /** The oracle set. */
  get keys(): readonly PublicKey[] {
    return this.#authority.keys;
  }

  /** Signs the next round. Throws INVALID_PARAMS, and uses no number, for what RoundBuilder refuses. */
  sign(time: number, prices: RoundPrices): OracleRound {
    const round = this.#authority.signNow(this.#builder.next(time, prices));
    this.#builder.spend(round);
    return round;
  }
}
