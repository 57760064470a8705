import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useConfig } from 'wagmi';
import { notifyFailure } from '../../data/desk-store.ts';
import { useRuntime } from '../../data/runtime.ts';
import { formatFixed } from '../../model/fixed-point.ts';
import { formatUsd } from '../../model/format.ts';
import { connectedL1 } from '../../wallet/connected-l1.ts';

const WHOLE_TOKENS = 100_000n;

/** Makes development dollars for the connected wallet: the token of a development chain lets anyone do so. */
export function MintButton({ symbol }: { readonly symbol: string }) {
  const runtime = useRuntime();
  const wagmi = useConfig();
  const queries = useQueryClient();
  const units = WHOLE_TOKENS * 10n ** BigInt(runtime.l1.token.decimals);
  const minting = useMutation({
    mutationFn: async () => (await connectedL1(wagmi, runtime)).mint(units),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['token-balance'] }),
    onError: (error) => notifyFailure('mint', 'No development dollars were made', error),
  });
  return (
    <button
      type="button"
      className="secondary"
      disabled={minting.isPending}
      onClick={() => minting.mutate()}
      data-testid="mint"
    >
      {minting.isPending
        ? 'Waiting for L1…'
        : `Get ${formatUsd(formatFixed(units, runtime.l1.token.decimals), 0)} ${symbol} for development`}
    </button>
  );
}
