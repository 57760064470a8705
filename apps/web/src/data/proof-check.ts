import type { ProofAnswer, ProofQuestion } from './worker/proof-worker.ts';

export interface ProofVerdict {
  readonly valid: boolean;
  /** Time of the verification alone, without downloads. */
  readonly milliseconds: number;
  /** C, y, r as decimal strings. */
  readonly publicSignals: readonly string[];
}

interface BatchProofJson {
  readonly verification_key_id: string;
  readonly public_signals: string[];
  readonly proof: object;
}

let worker: Worker | null = null;
let lastId = 0;

async function getJson(path: string): Promise<unknown> {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`The exchange answered ${response.status} to ${path}.`);
  return response.json();
}

/** Downloads a batch's proof and its verification key and verifies them in a worker. Throws when either is missing. */
export async function checkBatchProof(number: number): Promise<ProofVerdict> {
  const batch = (await getJson(`/v1/batches/${number}/proof`)) as BatchProofJson;
  const verificationKey = (await getJson(`/v1/verification-key/${batch.verification_key_id}`)) as object;
  const answer = await ask({ id: ++lastId, verificationKey, publicSignals: batch.public_signals, proof: batch.proof });
  if (answer.error !== null) throw new Error(answer.error);
  return { valid: answer.valid, milliseconds: answer.milliseconds, publicSignals: batch.public_signals };
}

function ask(question: ProofQuestion): Promise<ProofAnswer> {
  worker ??= new Worker(new URL('./worker/proof-worker.ts', import.meta.url), { type: 'module', name: 'tenor-proofs' });
  const target = worker;
  return new Promise((resolve, reject) => {
    const answered = (event: MessageEvent<ProofAnswer>) => {
      if (event.data.id !== question.id) return;
      target.removeEventListener('message', answered);
      resolve(event.data);
    };
    target.addEventListener('message', answered);
    target.addEventListener(
      'error',
      (event) => reject(new Error(event.message || 'The verifier could not be loaded.')),
      {
        once: true,
      },
    );
    target.postMessage(question);
  });
}
