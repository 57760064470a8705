import { useNextStep } from '../../wallet/use-next-step.ts';

/** Stands in for the order button until the person can trade. */
export function NextStepButton() {
  const step = useNextStep();
  return (
    <button type="button" className="primary" disabled={step.busy} onClick={step.run}>
      {step.label}
    </button>
  );
}
