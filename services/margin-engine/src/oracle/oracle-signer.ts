import { derivePublicKey, type OracleRound, oracleMessage, type PublicKey, sign, TenorError } from '@tenor/protocol';

export interface OracleSignerOptions {
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly domain: bigint;
  /** Rows of the circuit (M). */
  readonly rows: number;
  /** Number and time (Unix seconds) of the last round the exchange took, 0 when there is none. */
  readonly last?: { readonly round: number; readonly time: number };
}

/** Builds and signs oracle rounds: numbers strictly increase and times never go back. */
export class OracleSigner {
  readonly key: PublicKey;
  readonly #secret: Uint8Array;
  readonly #domain: bigint;
  readonly #rows: number;
  #round: number;
  #time: number;

  constructor({ secret, domain, rows, last = { round: 0, time: 0 } }: OracleSignerOptions) {
    this.key = derivePublicKey(secret);
    this.#secret = Uint8Array.from(secret);
    this.#domain = domain;
    this.#rows = rows;
    this.#round = last.round;
    this.#time = last.time;
  }

  /**
   * Signs the next round.
   * @param time Unix seconds, not before the last round's
   * @param marks µUSD per lot by row number; rows left out are unused and get 0
   * Throws INVALID_PARAMS for a time that goes back, a row outside the circuit or a mark out of range.
   */
  sign(time: number, marks: ReadonlyMap<number, bigint>): OracleRound {
    if (time < this.#time) {
      throw new TenorError('INVALID_PARAMS', { param: 'time', detail: 'the clock went back behind the last round' });
    }
    const all = new Array<bigint>(this.#rows).fill(0n);
    for (const [row, mark] of marks) {
      if (!Number.isInteger(row) || row < 0 || row >= this.#rows || mark === 0n) {
        throw new TenorError('INVALID_PARAMS', { param: 'marks', detail: `row ${row} has no place or no price` });
      }
      all[row] = mark;
    }
    const content = { round: this.#round + 1, time, marks: all };
    const signature = sign(this.#secret, oracleMessage(this.#domain, content));
    this.#round = content.round;
    this.#time = time;
    return { ...content, signature, key: this.key };
  }
}
