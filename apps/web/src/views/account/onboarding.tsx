import { useNextStep } from '../../wallet/use-next-step.ts';

const STEPS = [
  { title: 'Connect a wallet', text: 'It owns the account. Withdrawals go only to it.' },
  { title: 'Enable trading', text: 'One signature makes your trading key. It costs nothing and moves nothing.' },
  { title: 'Deposit', text: 'The first deposit opens the account on L1.' },
] as const;

/** The three steps to a funded account. */
export function Onboarding() {
  const step = useNextStep();
  return (
    <div className="onboarding">
      <ol className="step-list">
        {STEPS.map(({ title, text }, index) => (
          <li
            key={title}
            className={index < step.index ? 'done' : index === step.index ? 'now' : ''}
            aria-current={index === step.index ? 'step' : undefined}
          >
            <span aria-hidden="true" className="step-dot" />
            <div>
              <strong>{title}</strong>
              <p className="dim">{text}</p>
            </div>
          </li>
        ))}
      </ol>
      <button type="button" className="primary" disabled={step.busy} onClick={step.run} data-testid="next-step">
        {step.label}
      </button>
    </div>
  );
}
