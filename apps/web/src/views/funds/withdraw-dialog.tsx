import { useState } from 'react';
import { deskStore, notify, openDialog } from '../../data/desk-store.ts';
import { callExchange } from '../../data/exchange-worker-port.ts';
import { useFeed } from '../../data/feed-store.ts';
import { useRuntime } from '../../data/runtime.ts';
import { parseFixed } from '../../model/fixed-point.ts';
import { formatUsd, shorten } from '../../model/format.ts';
import { Dialog } from '../frame/dialog.tsx';
import { AmountField } from './amount-field.tsx';

/** Asks the exchange for a withdrawal to the owner's L1 address. */
export function WithdrawDialog() {
  const { l1 } = useRuntime();
  const account = useFeed('account');
  const [amount, setAmount] = useState('');
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const free = account && !account.freeCollateral.startsWith('-') ? account.freeCollateral : '0';
  const units = parseFixed(amount, l1.token.decimals);
  const problem =
    amount === ''
      ? null
      : units === null || units <= 0n
        ? `Enter an amount above zero with at most ${l1.token.decimals} decimals.`
        : units > (parseFixed(free, l1.token.decimals) ?? 0n)
          ? `At most the free collateral of ${formatUsd(free)} USD can leave.`
          : null;
  const submit = async () => {
    setSending(true);
    setRefusal(null);
    try {
      await callExchange('withdraw', { amount });
      notify({
        key: 'withdraw',
        tone: 'good',
        title: `Withdrawal of ${formatUsd(amount)} USD accepted`,
        detail: 'Claim it on L1 when its batch has settled.',
      });
      deskStore.set({ dialog: null, blotter: 'transfers' });
    } catch (error) {
      const { message, code } = error as { message: string; code?: number | null };
      setRefusal(`${message}${code ? ` (error ${code})` : ''}`);
    }
    setSending(false);
  };
  return (
    <Dialog title="Withdraw" onClose={() => openDialog(null)}>
      <div className="dialog-body">
        <p className="dim">
          Goes to the owner of the account only,{' '}
          {account ? <span className="mono">{shorten(account.owner, 6)}</span> : null}. It is batched and proved first;
          then you claim it on L1.
        </p>
        <AmountField
          id="withdraw-amount"
          label="Amount"
          unit={l1.token.symbol}
          value={amount}
          onChange={setAmount}
          problem={problem}
          hint={`Free: ${formatUsd(free)} USD`}
          onMax={() => setAmount(free)}
        />
        {refusal ? (
          <p className="field-problem" role="alert">
            {refusal}
          </p>
        ) : null}
        <button
          type="button"
          className="primary"
          disabled={problem !== null || amount === '' || sending}
          onClick={() => void submit()}
          data-testid="withdraw-submit"
        >
          {sending ? 'Signing…' : 'Withdraw'}
        </button>
      </div>
    </Dialog>
  );
}
