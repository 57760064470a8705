import type { Side } from './api-types.ts';

export interface BatchSummaryJson {
  number: number;
  stage: 'sealed' | 'proved' | 'settled' | 'final';
  circuit: string | null;
  rows: number;
  visits: number;
  entries: number;
  funding_steps: number;
  trades: number;
  last_engine_seq: number;
  journal_head: string;
  opened_at: number;
  sealed_at: number;
  proved_at: number | null;
  settled_at: number | null;
  final_at: number | null;
  old_state_root: string | null;
  new_state_root: string | null;
  l1_tx: string | null;
  l1_block: number | null;
  l1_gas_used: number | null;
  data_bytes: number | null;
  witness_seconds: number | null;
  prove_seconds: number | null;
  constraints: number | null;
  verification_key_id: string | null;
}

export interface BatchRowJson {
  account: number;
  kind: string;
  instrument: number;
  side: Side;
  base_lots: string;
  quote_micro_usd: string;
  fee_micro_usd: string;
}

export interface BatchJson extends BatchSummaryJson {
  row_list: BatchRowJson[];
  proof_url: string | null;
  verification_key_url: string | null;
}

/** What `snarkjs.groth16.verify` takes, and the published words that the public signals bind. */
export interface BatchProofJson {
  number: number;
  verification_key_id: string;
  verification_key_url: string;
  public_signals: string[];
  proof: { protocol: 'groth16'; curve: 'bn128'; pi_a: string[]; pi_b: string[][]; pi_c: string[] };
  words?: string[];
  verifier_id?: string;
}
