import { formatUsd } from '../../model/format.ts';
import type { MarginAnswer } from '../../model/margin-question.ts';
import { PreviewRow } from './preview-row.tsx';

const TOGETHER =
  'Portfolio margin: all of this underlying is margined together, by the worst of nine moves of price and volatility';

interface ScenarioMarginProps {
  /** What the exchange says of the order; null while it has not answered. */
  readonly answer: MarginAnswer | null;
}

/** Where an order would leave an account in portfolio margin: the exchange says it, for it depends on everything else that is held. */
export function ScenarioMarginRows({ answer }: ScenarioMarginProps) {
  const usd = (value: string | undefined) => (value === undefined ? '–' : `${formatUsd(value)} USD`);
  const isRefused = answer !== null && answer.refusal !== null;
  return (
    <>
      <PreviewRow label="Portfolio margin now" title={TOGETHER}>
        {usd(answer?.initialMarginNow)}
      </PreviewRow>
      <PreviewRow label="Portfolio margin after" title={TOGETHER}>
        {usd(answer?.initialMargin)}
      </PreviewRow>
      <PreviewRow label="Free collateral after">
        <span className={isRefused ? 'sell' : ''}>{usd(answer?.freeCollateral)}</span>
      </PreviewRow>
      {isRefused ? (
        <p className="field-problem">Not enough margin. Deposit, hedge or reduce the size. (error {answer.refusal})</p>
      ) : null}
    </>
  );
}
