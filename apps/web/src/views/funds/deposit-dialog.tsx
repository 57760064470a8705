import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useConfig, useConnection } from 'wagmi';
import { openDialog } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { useRuntime } from '../../data/runtime.ts';
import { formatFixed, parseFixed } from '../../model/fixed-point.ts';
import { formatUsd } from '../../model/format.ts';
import { connectedL1 } from '../../wallet/connected-l1.ts';
import { Dialog } from '../frame/dialog.tsx';
import { AmountField } from './amount-field.tsx';
import { useDepositProgress } from './deposit-progress.ts';
import { DepositSteps } from './deposit-steps.tsx';
import { MintButton } from './mint-button.tsx';
import { runDeposit } from './run-deposit.ts';

/** Deposit from the connected wallet: amount, then the steps to the credit. */
export function DepositDialog() {
  const runtime = useRuntime();
  const wagmi = useConfig();
  const { address } = useConnection();
  const session = useFeed('session');
  const progress = useDepositProgress();
  const [amount, setAmount] = useState('10000');
  const { symbol, decimals } = runtime.l1.token;
  const balance = useQuery({
    queryKey: ['token-balance', address],
    queryFn: async () => (await connectedL1(wagmi, runtime)).tokenBalance(),
    enabled: address !== undefined,
    refetchInterval: 4000,
  });
  const units = parseFixed(amount, decimals);
  const available = balance.data ?? 0n;
  const problem =
    amount !== '' && (units === null || units <= 0n)
      ? `Enter an amount above zero with at most ${decimals} decimals.`
      : units !== null && balance.data !== undefined && units > available
        ? `The wallet holds ${formatUsd(formatFixed(available, decimals))} ${symbol}.`
        : null;
  const running = progress !== null && progress.step !== 'credited' && progress.step !== 'failed';
  return (
    <Dialog title="Deposit" onClose={() => openDialog(null)}>
      <div className="dialog-body">
        <p className="dim">
          {session.accountId === null
            ? 'The first deposit also opens your account and registers your trading key on L1.'
            : `To account no. ${session.accountId}.`}{' '}
          It is credited after {runtime.l1.depositConfirmations} L1 confirmations.
        </p>
        <AmountField
          id="deposit-amount"
          label="Amount"
          unit={symbol}
          value={amount}
          onChange={setAmount}
          problem={problem}
          hint={`Wallet: ${formatUsd(formatFixed(available, decimals))} ${symbol}`}
          onMax={() => setAmount(formatFixed(available, decimals))}
        />
        {runtime.development && balance.data !== undefined && units !== null && units > available ? (
          <MintButton symbol={symbol} />
        ) : null}
        <DepositSteps progress={progress} l1={runtime.l1} />
        <button
          type="button"
          className="primary"
          disabled={problem !== null || amount === '' || running || session.key === null}
          onClick={() => void runDeposit(wagmi, runtime, amount)}
          data-testid="deposit-submit"
        >
          {running ? 'Depositing…' : progress?.step === 'credited' ? 'Deposit again' : 'Deposit'}
        </button>
      </div>
    </Dialog>
  );
}
