import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExact, stringifyExact, TenorError } from '@tenor/protocol';
import type { InternalReport } from './internal-schema.ts';
import type { BatchProofJson } from './schema/batch-records.ts';

type ProvedReport = Extract<InternalReport, { kind: 'batch-proved' }>;

const KEY_ID = /^[0-9a-zA-Z_.-]{1,80}$/;

/** Proofs and verification keys, one file each: they are large, immutable and no part of the exchange's state. */
export class ProofStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  saveProof(report: ProvedReport): void {
    const { batch, proof, publicSignals, words, verificationKeyId, verifierId } = report;
    this.#write(`batch-${batch}.json`, stringifyExact({ proof, publicSignals, words, verificationKeyId, verifierId }));
  }

  /** Throws BATCH_NOT_FOUND while the batch has no proof. */
  proof(batch: number): BatchProofJson {
    const text = this.#read(`batch-${batch}.json`);
    if (text === null) throw new TenorError('BATCH_NOT_FOUND', { param: 'number', detail: 'it is not proved yet' });
    const saved = parseExact<Omit<ProvedReport, 'kind' | 'batch'>>(text);
    const { pi_a, pi_b, pi_c } = saved.proof;
    return {
      number: batch,
      verification_key_id: saved.verificationKeyId,
      verification_key_url: `/v1/verification-key/${saved.verificationKeyId}`,
      verifier_id: saved.verifierId,
      public_signals: [...saved.publicSignals],
      proof: {
        protocol: 'groth16',
        curve: 'bn128',
        pi_a: [...pi_a],
        pi_b: pi_b.map((pair) => [...pair]),
        pi_c: [...pi_c],
      },
      words: saved.words.map(String),
    };
  }

  saveVerificationKey(id: string, key: unknown): void {
    if (!KEY_ID.test(id)) throw new TenorError('INVALID_PARAMS', { param: 'id' });
    this.#write(`verification-key-${id}.json`, JSON.stringify(key));
  }

  /** JSON text as snarkjs exports it. Throws INVALID_PARAMS when there is none. */
  verificationKey(id: string): string {
    const text = KEY_ID.test(id) ? this.#read(`verification-key-${id}.json`) : null;
    if (text === null) throw new TenorError('INVALID_PARAMS', { param: 'id', detail: 'no such verification key' });
    return text;
  }

  #write(name: string, text: string): void {
    const path = join(this.#directory, name);
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
  }

  #read(name: string): string | null {
    try {
      return readFileSync(join(this.#directory, name), 'utf8');
    } catch {
      return null;
    }
  }
}
