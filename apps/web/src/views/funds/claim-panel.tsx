import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useConfig, useConnection } from 'wagmi';
import type { RuntimeConfig } from '../../data/config.ts';
import { notify, notifyFailure } from '../../data/desk-store.ts';
import { type WithdrawalStep, withdrawalStep } from '../../model/finality.ts';
import { formatFixed } from '../../model/fixed-point.ts';
import { formatUsd, shorten } from '../../model/format.ts';
import type { Transfer } from '../../model/types.ts';
import { connectedL1 } from '../../wallet/connected-l1.ts';

const STEPS: readonly WithdrawalStep[] = ['requested', 'batched', 'proved', 'claimable', 'claimed'];

interface ClaimPanelProps {
  readonly config: RuntimeConfig;
  readonly withdrawals: readonly Transfer[];
}

/** The newest withdrawal on its way to L1, and the button that claims what settled. */
export function ClaimPanel({ config, withdrawals }: ClaimPanelProps) {
  const { address } = useConnection();
  const wagmi = useConfig();
  const queries = useQueryClient();
  const owed = useQuery({
    queryKey: ['owed', address],
    queryFn: async () => {
      const l1 = await connectedL1(wagmi, config);
      return { owed: await l1.owed(), claimable: await l1.claimable() };
    },
    enabled: address !== undefined,
    refetchInterval: 2000,
  });
  const claiming = useMutation({
    mutationFn: async () => (await (await connectedL1(wagmi, config)).claim()).transactionHash,
    onSuccess: async (hash) => {
      notify({
        key: 'claim',
        tone: 'good',
        title: 'Claimed on L1',
        detail: `Transaction ${shorten(hash)}`,
      });
      await queries.invalidateQueries();
    },
    onError: (error) => notifyFailure('claim', 'The claim failed', error),
  });
  const latest = withdrawals[0];
  const owedMicros = owed.data?.owed ?? null;
  if (!latest && !owedMicros) return null;
  const step = latest ? withdrawalStep(latest.stage, owedMicros) : 'claimable';
  const claimable = owed.data?.claimable ?? 0n;
  return (
    <div className="claim" data-testid="claim-panel" data-step={step}>
      <ol className="steps" aria-label="Progress of the latest withdrawal">
        {STEPS.map((name, index) => (
          <li
            key={name}
            className={stepLook(index, STEPS.indexOf(step))}
            aria-current={name === step ? 'step' : undefined}
          >
            {name}
          </li>
        ))}
      </ol>
      <div className="claim-action">
        <span>
          <span className="dim">Owed to you on L1</span>{' '}
          <strong data-testid="owed">{formatUsd(formatFixed(owedMicros ?? 0n, config.l1.token.decimals))}</strong>{' '}
          {config.l1.token.symbol}
        </span>
        <button
          type="button"
          className="primary primary-small"
          disabled={claimable === 0n || claiming.isPending}
          onClick={() => claiming.mutate()}
          data-testid="claim"
        >
          {claiming.isPending ? 'Claiming…' : 'Claim'}
        </button>
        {owedMicros !== null && owedMicros > claimable ? (
          <span className="dim">The rest follows when the outflow allowance refills.</span>
        ) : null}
      </div>
    </div>
  );
}

function stepLook(index: number, current: number): string {
  if (index < current) return 'done';
  return index === current ? 'now' : '';
}
