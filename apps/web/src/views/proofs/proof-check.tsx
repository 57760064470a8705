import { useMutation } from '@tanstack/react-query';
import { notifyFailure } from '../../data/desk-store.ts';
import { checkBatchProof } from '../../data/proof-check.ts';

/** Verifies the proof of one batch in the browser and says what came out and how long it took. */
export function ProofCheck({ number }: { readonly number: number }) {
  const check = useMutation({
    mutationFn: () => checkBatchProof(number),
    onError: (error) => notifyFailure('proof', `The proof of batch ${number} was not checked`, error),
  });
  const result = check.data;
  return (
    <span className="proof-check" data-testid={`proof-${number}`}>
      {result ? (
        <span className={result.valid ? 'verdict buy' : 'verdict sell'} role="status">
          {result.valid ? '✓ true' : '✗ false'} <span className="dim">in {Math.round(result.milliseconds)} ms</span>
        </span>
      ) : null}
      {check.error ? <span className="sell">not checked</span> : null}
      <button type="button" className="row-button" disabled={check.isPending} onClick={() => check.mutate()}>
        {check.isPending ? 'Verifying…' : result ? 'Again' : 'Verify'}
        <span className="visually-hidden"> the proof of batch {number}</span>
      </button>
    </span>
  );
}
