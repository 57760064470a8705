import type { BatchPlan, OracleRound, PublicKey } from '@tenor/protocol';
import type { BatchOracleRoundsJson, OracleRoundJson } from './schema/oracle-records.ts';

const pointJson = ({ x, y }: PublicKey): [string, string] => [String(x), String(y)];

const roundJson = (round: OracleRound, oracleSet: readonly PublicKey[]): OracleRoundJson => ({
  round: String(round.round),
  time: String(round.time),
  instruments: round.instruments.map(String),
  marks: round.marks.map(String),
  index: round.index.map(String),
  settlement_hour: String(round.settlementHour),
  settlement: round.settlement.map(String),
  scenario_prices: round.scenarioPrices.map((prices) => prices.map(String)),
  signatures: round.signatures.map(({ signer, signature: { R8, S } }) => ({
    signer,
    key: pointJson(oracleSet[signer]!),
    R8: pointJson(R8),
    S: String(S),
  })),
});

/**
 * The signed rounds of a batch, each once, oldest first.
 * @param oracleSet the keys that the exchange checked them against
 */
export const batchRoundsJson = (
  { number, rounds }: Pick<BatchPlan, 'number' | 'rounds'>,
  oracleSet: readonly PublicKey[],
): BatchOracleRoundsJson => ({
  batch: number,
  oracle_set: oracleSet.map(pointJson),
  // A plan repeats the last round where it has fewer than a batch can hold.
  rounds: rounds
    .filter(({ round }, epoch) => round !== rounds[epoch - 1]?.round)
    .map((round) => roundJson(round, oracleSet)),
});
