/** Verifies Groth16 proofs off the page's thread; loaded only when the first proof is checked. */

export interface ProofQuestion {
  readonly id: number;
  readonly verificationKey: object;
  readonly publicSignals: string[];
  readonly proof: object;
}

export interface ProofAnswer {
  readonly id: number;
  readonly valid: boolean;
  readonly milliseconds: number;
  readonly error: string | null;
}

const verifier = globalThis as { curve_bn128?: object };

self.addEventListener('message', async ({ data }: MessageEvent<ProofQuestion>) => {
  try {
    const { curves, groth16 } = await import('snarkjs');
    // snarkjs takes the curve from here where there is one: without threads of its own it verifies faster and needs no
    // worker made from a blob.
    verifier.curve_bn128 ??= await curves.getCurveFromName('bn128', { singleThread: true });
    const started = performance.now();
    const valid = await groth16.verify(data.verificationKey, data.publicSignals, data.proof);
    answer({ id: data.id, valid, milliseconds: performance.now() - started, error: null });
  } catch (error) {
    answer({ id: data.id, valid: false, milliseconds: 0, error: (error as Error).message });
  }
});

const answer = (message: ProofAnswer): void => self.postMessage(message);
