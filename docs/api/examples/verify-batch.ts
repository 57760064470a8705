/**
 * Verifies the proof of a batch with snarkjs, trusting nothing of the exchange but the verification key.
 *
 *   TENOR_URL=http://127.0.0.1:3000 npx tsx docs/api/examples/verify-batch.ts 1
 */
import { groth16 } from 'snarkjs';

const url = process.env.TENOR_URL ?? 'http://127.0.0.1:3000';
const number = Number(process.argv[2] ?? 1);

async function get<T>(path: string): Promise<T> {
  const response = await fetch(url + path);
  const body = (await response.json()) as T & { name?: string; message?: string };
  if (!response.ok) throw new Error(`${body.name}: ${body.message}`);
  return body;
}

interface BatchProof {
  verification_key_url: string;
  public_signals: string[];
  proof: Parameters<typeof groth16.verify>[2];
  words: string[];
}

const { verification_key_url, public_signals, proof, words } = await get<BatchProof>(`/v1/batches/${number}/proof`);
const isProved = await groth16.verify(await get(verification_key_url), public_signals, proof);
console.log(`batch ${number}: proof ${isProved ? 'holds' : 'DOES NOT HOLD'}`);

// The proof is about these words: y = Σ word_i · r^i, the second public signal.
const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const [, y = '0', r = '0'] = public_signals;
const sum = words.reduceRight((value, word) => (value * BigInt(r) + BigInt(word)) % FIELD, 0n);
console.log(`published words ${sum === BigInt(y) ? 'are the proved ones' : 'DIFFER'}`);
process.exit(isProved && sum === BigInt(y) ? 0 : 1);
