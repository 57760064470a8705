import { type Static, Type } from 'typebox';
import { Count, closedObject, IntegerString } from './primitives.ts';
import { KeySchema, SignatureSchema } from './signed-instruction.ts';

const Integers = (description: string) => Type.Array(IntegerString, { description });

const RoundSignatureSchema = closedObject({
  signer: Type.Integer({ minimum: 0, description: 'Place of the key in `oracle_set`' }),
  key: KeySchema,
  ...SignatureSchema.properties,
});

/** One oracle round as it was signed: prices in µUSD per lot, time in Unix seconds. */
export const OracleRoundSchema = closedObject({
  round: IntegerString,
  time: IntegerString,
  instruments: Integers('Id of the instrument of every market row; 0 where none is listed'),
  marks: Integers('Of every market row'),
  index: Integers('Of every underlying'),
  settlement_hour: IntegerString,
  settlement: Integers('Of every underlying; 0 where none is due'),
  scenario_prices: Type.Array(Type.Array(IntegerString), {
    description: 'Of every market row nine prices in the order of the grid; none where it holds no option',
  }),
  signatures: Type.Array(RoundSignatureSchema),
});
export type OracleRoundJson = Static<typeof OracleRoundSchema>;

/** The signed rounds of one batch, oldest first: it is judged at the last. */
export const BatchOracleRoundsSchema = closedObject({
  batch: Count,
  oracle_set: Type.Array(KeySchema, { description: 'All keys that may sign, in their order' }),
  rounds: Type.Array(OracleRoundSchema),
});
export type BatchOracleRoundsJson = Static<typeof BatchOracleRoundsSchema>;
