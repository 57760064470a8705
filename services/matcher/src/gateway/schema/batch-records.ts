import { type Static, Type } from 'typebox';
import {
  Count,
  closedObject,
  HexString,
  IntegerString,
  Milliseconds,
  nullable,
  optional,
  SequenceNumber,
  SignedIntegerString,
} from './primitives.ts';

const BatchStage = Type.Enum(['sealed', 'proved', 'settled', 'final']);

const summary = {
  number: Count,
  stage: BatchStage,
  circuit: nullable(Type.String()),
  rows: Count,
  visits: Count,
  entries: Count,
  funding_steps: Count,
  trades: Count,
  last_engine_seq: SequenceNumber,
  journal_head: IntegerString,
  opened_at: Milliseconds,
  sealed_at: Milliseconds,
  proved_at: nullable(Milliseconds),
  settled_at: nullable(Milliseconds),
  final_at: nullable(Milliseconds),
  old_state_root: nullable(IntegerString),
  new_state_root: nullable(IntegerString),
  l1_tx: nullable(HexString),
  l1_block: nullable(Count),
  l1_gas_used: nullable(Count),
  data_bytes: nullable(Count),
  witness_seconds: nullable(Type.Number({ minimum: 0 })),
  prove_seconds: nullable(Type.Number({ minimum: 0 })),
  constraints: nullable(Count),
  verification_key_id: nullable(Type.String()),
};

export const BatchSummarySchema = closedObject(summary);
export type BatchSummaryJson = Static<typeof BatchSummarySchema>;

/** One batch as an outsider can check it; `proof_url` and `verification_key_url` are there once it is proved. */
export const BatchSchema = closedObject({
  ...summary,
  row_list: Type.Array(
    closedObject({
      account: Type.Integer(),
      kind: Type.String(),
      instrument: Type.Integer(),
      side: Type.Enum(['buy', 'sell']),
      base_lots: IntegerString,
      quote_micro_usd: IntegerString,
      fee_micro_usd: SignedIntegerString,
    }),
  ),
  proof_url: nullable(Type.String()),
  verification_key_url: nullable(Type.String()),
});
export type BatchJson = Static<typeof BatchSchema>;

/** What `snarkjs.groth16.verify` takes, and the published words that the public signals bind. */
export const BatchProofSchema = closedObject({
  number: Count,
  verification_key_id: Type.String(),
  verification_key_url: Type.String(),
  public_signals: Type.Array(IntegerString, { description: 'C, y, r' }),
  proof: closedObject({
    protocol: Type.Literal('groth16'),
    curve: Type.Literal('bn128'),
    pi_a: Type.Array(IntegerString),
    pi_b: Type.Array(Type.Array(IntegerString)),
    pi_c: Type.Array(IntegerString),
  }),
  words: optional(Type.Array(IntegerString, { description: 'All published words, in place' })),
  verifier_id: optional(HexString),
});
export type BatchProofJson = Static<typeof BatchProofSchema>;
