import { type CircuitSize, type OracleRound, type PublicKey, SCENARIO_GRID, TenorError } from '@tenor/protocol';
import type { BatchOracleRoundsJson, OracleRoundJson } from '@tenor/sdk';

/** The rounds of a batch as an exchange tells them. */
export interface ToldRounds {
  /** The keys that may sign, in their order. */
  readonly oracleSet: readonly PublicKey[];
  /** Each once, oldest first. */
  readonly rounds: readonly OracleRound[];
}

const INTEGER = /^(0|[1-9][0-9]{0,77})$/;

const refuse = (detail: string): never => {
  throw new TenorError('INVALID_PARAMS', { detail });
};

const integer = (text: string): bigint => (INTEGER.test(text) ? BigInt(text) : refuse(`${text} is not an integer`));

function small(text: string): number {
  const value = Number(integer(text));
  return Number.isSafeInteger(value) ? value : refuse(`${text} is too large`);
}

const point = ([x, y]: readonly [string, string]): PublicKey => ({ x: integer(x), y: integer(y) });

function roundOf(json: OracleRoundJson, oracleSet: readonly PublicKey[]): OracleRound {
  return {
    round: small(json.round),
    time: small(json.time),
    instruments: json.instruments.map(small),
    marks: json.marks.map(integer),
    index: json.index.map(integer),
    settlementHour: small(json.settlement_hour),
    settlement: json.settlement.map(integer),
    scenarioPrices: json.scenario_prices.map((prices) => prices.map(integer)),
    signatures: json.signatures.map(({ signer, key, R8, S }) => {
      const told = point(key);
      const { x, y } = oracleSet[signer] ?? refuse(`the set has no key ${signer}`);
      if (told.x !== x || told.y !== y) refuse(`the key of signature ${signer} is not the set's`);
      return { signer, signature: { R8: point(R8), S: integer(S) } };
    }),
  };
}

/** The message packs all prices one after the other: only with the right lengths does it say one thing. */
function hasLengths(round: OracleRound, { M, U }: Pick<CircuitSize, 'M' | 'U'>): boolean {
  const { instruments, marks, scenarioPrices, index, settlement } = round;
  const rows = [instruments, marks, scenarioPrices].every(({ length }) => length === M);
  const underlyings = [index, settlement].every(({ length }) => length === U);
  return rows && underlyings && scenarioPrices.every(({ length }) => length === 0 || length === SCENARIO_GRID.length);
}

/** Reads what `public/oracle_rounds` answers. Throws INVALID_PARAMS for what is no round of a batch of this size. */
export function toldRounds(json: BatchOracleRoundsJson, size: Pick<CircuitSize, 'M' | 'U'>): ToldRounds {
  const oracleSet = json.oracle_set.map(point);
  const rounds = json.rounds.map((round) => roundOf(round, oracleSet));
  for (const round of rounds)
    if (!hasLengths(round, size)) refuse(`round ${round.round} has too many prices or too few`);
  return { oracleSet, rounds };
}
