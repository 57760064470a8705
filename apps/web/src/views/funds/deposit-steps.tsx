import type { L1Config } from '../../data/config.ts';
import { TransactionLink } from '../blotter/finality-track.tsx';
import type { DepositProgress } from './deposit-progress.ts';

const ORDER: readonly DepositProgress['step'][] = ['allow', 'send', 'mine', 'confirm', 'credited'];

interface StepsProps {
  readonly progress: DepositProgress | null;
  readonly l1: L1Config;
}

/** Permission → transaction → confirmations → credited. */
export function DepositSteps({ progress, l1 }: StepsProps) {
  if (!progress) return null;
  if (progress.step === 'failed')
    return (
      <p className="field-problem" role="alert">
        {progress.problem}
      </p>
    );
  const at = ORDER.indexOf(progress.step);
  const rows: readonly [string, number][] = [
    [l1.token.permit ? 'Permit signed in the wallet' : 'Spending approved on L1', 0],
    ['Transaction confirmed in the wallet', 1],
    ['Included in an L1 block', 2],
    [`Confirmations: ${progress.confirmations} of ${l1.depositConfirmations}`, 3],
    ['Credited by the exchange', 4],
  ];
  return (
    <ol
      className="step-list"
      aria-label="Progress of the deposit"
      data-testid="deposit-steps"
      data-step={progress.step}
    >
      {rows.map(([text, index]) => (
        <li key={index} className={index < at || progress.step === 'credited' ? 'done' : index === at ? 'now' : ''}>
          <span aria-hidden="true" className="step-dot" />
          {text}
          {index === 2 && progress.hash ? <TransactionLink hash={progress.hash} l1={l1} /> : null}
        </li>
      ))}
    </ol>
  );
}
