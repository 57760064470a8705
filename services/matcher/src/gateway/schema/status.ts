import { type Static, Type } from 'typebox';
import {
  Address,
  Count,
  closedObject,
  DecimalString,
  IntegerString,
  Milliseconds,
  nullable,
  SequenceNumber,
} from './primitives.ts';

/** What the exchange is doing, and the constants a client signs with. */
export const StatusSchema = closedObject({
  state: Type.Enum(['starting', 'running', 'halted']),
  time: Milliseconds,
  version: Type.String(),
  engine_seq: SequenceNumber,
  journal_head: IntegerString,
  domain: IntegerString,
  chain_id: Count,
  exchange: Address,
  token: nullable(Address),
  queue: nullable(Address),
  receipt_key: Address,
  oracle_round: nullable(Count),
  market_mode: Type.Enum(['running', 'reduce-only', 'halted']),
  market_mode_reason: Type.String(),
  oracle: nullable(
    closedObject({
      needed: Count,
      signing: Count,
      missing: nullable(Type.String()),
      signers: Type.Array(
        closedObject({
          signer: Count,
          state: Type.Enum(['signs', 'abstains', 'unknown']),
          reason: nullable(Type.String()),
          detail: nullable(Type.String()),
          since: Milliseconds,
        }),
      ),
    }),
  ),
  insurance_fund: DecimalString,
  fee_pool: DecimalString,
  keeper_share: DecimalString,
  circuit: Type.String(),
  prover: closedObject({
    state: Type.Enum(['offline', 'warming', 'ready', 'proving']),
    detail: nullable(Type.String()),
    progress: nullable(Type.Number({ minimum: 0, maximum: 1 })),
  }),
  batches: closedObject({
    open_rows: Count,
    open_visits: Count,
    open_funding_steps: Count,
    sealed: Count,
    proved: Count,
    settled: Count,
    final: Count,
    unproved_rows: Count,
  }),
  l1: closedObject({
    block: nullable(Count),
    entries_applied: Count,
    state_root: nullable(IntegerString),
  }),
});
export type StatusJson = Static<typeof StatusSchema>;
