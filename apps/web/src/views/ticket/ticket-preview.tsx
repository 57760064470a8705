import { useMemo } from 'react';
import { useFeed } from '../../data/feed-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber, formatShare, formatUsd } from '../../model/format.ts';
import { isMarginedTogether } from '../../model/margin-mode.ts';
import { type OrderPreview, previewOrder } from '../../model/margin-preview.ts';
import { orderQuestion } from '../../model/margin-question.ts';
import { type OptionOrder, type OptionOutcome, optionOutcome } from '../../model/option-payoff.ts';
import type { OrderDraft } from '../../model/ticket.ts';
import type { Instrument } from '../../model/types.ts';
import { PayoffChart } from './payoff-chart.tsx';
import { PreviewRow } from './preview-row.tsx';
import { ScenarioMarginRows } from './scenario-margin-rows.tsx';
import { useMarginAnswer } from './use-margin-answer.ts';

interface PreviewProps {
  readonly instrument: Instrument;
  readonly draft: OrderDraft | null;
  readonly expectedPrice: string | null;
  readonly takes: boolean;
}

/** What the order would cost and where it would leave the account, by the margin rules of the protocol. */
export function TicketPreview({ instrument, draft, expectedPrice, takes }: PreviewProps) {
  const account = useFeed('account');
  const positions = useFeed('positions');
  const tickers = useFeed('tickers');
  const instruments = useFeed('instruments');
  const preview = useMemo(
    () =>
      draft && expectedPrice
        ? previewOrder({ draft, expectedPrice, takes, account, positions, tickers, instruments })
        : null,
    [draft, expectedPrice, takes, account, positions, tickers, instruments],
  );
  const isOption = instrument.kind === 'option';
  const order = preview && optionOrder(instrument, draft, expectedPrice, preview.fee);
  const outcome = order && optionOutcome(order);
  const byScenarios = account !== null && isMarginedTogether(account, instrument);
  const answer = useMarginAnswer(
    byScenarios && draft && expectedPrice ? orderQuestion(draft, expectedPrice, instrument) : null,
  );
  const index = tickers[instrument.name]?.index ?? null;
  return (
    <>
      <dl className="preview" aria-live="off" data-testid="ticket-preview">
        {isOption ? (
          <OptionRows outcome={outcome} opens={preview?.opens !== false} places={decimalsOf(instrument.tickSize)} />
        ) : (
          <PreviewRow label="Order value">{preview ? `${formatUsd(preview.notional)} USD` : '–'}</PreviewRow>
        )}
        <PreviewRow label={feeLabel(instrument, takes)} title={isOption ? 'At most 12.5 % of the premium' : undefined}>
          {preview ? `${formatUsd(preview.fee, 4)} USD` : '–'}
        </PreviewRow>
        {byScenarios ? (
          <ScenarioMarginRows answer={answer} />
        ) : (
          <MarginRows preview={preview} places={isOption ? null : decimalsOf(instrument.tickSize)} />
        )}
      </dl>
      {order && outcome && preview?.opens ? (
        <PayoffChart order={order} breakEven={outcome.breakEven} index={index} />
      ) : null}
    </>
  );
}

interface MarginProps {
  readonly preview: OrderPreview | null;
  /** Of a price; null for an option, which no single price of its own liquidates. */
  readonly places: number | null;
}

/** Where the order would leave the account's margin where the instrument is margined by itself. */
function MarginRows({ preview, places }: MarginProps) {
  return (
    <>
      <PreviewRow label="Initial margin after">
        {preview?.initialMargin ? `${formatUsd(preview.initialMargin)} USD` : '–'}
      </PreviewRow>
      <PreviewRow label="Free collateral after">
        {preview?.freeCollateral ? (
          <span className={preview.sufficient ? '' : 'sell'}>{formatUsd(preview.freeCollateral)} USD</span>
        ) : (
          '–'
        )}
      </PreviewRow>
      {places === null ? null : (
        <PreviewRow label="Liquidation price after">
          {formatNumber(preview?.liquidationPrice ?? null, places)}
        </PreviewRow>
      )}
      {preview && !preview.sufficient ? (
        <p className="field-problem">Not enough margin. Deposit or reduce the size. (error 30001)</p>
      ) : null}
    </>
  );
}

function feeLabel(instrument: Instrument, takes: boolean): string {
  const feeRate = takes ? instrument.takerFeeRate : instrument.makerFeeRate;
  const rate = formatShare(feeRate, 3);
  return `${feeRate.startsWith('-') ? 'Rebate' : 'Fee'} (${takes ? 'taker' : 'maker'} ${rate}${instrument.kind === 'option' ? ' of index' : ''})`;
}

interface OptionProps {
  readonly outcome: OptionOutcome | null;
  readonly opens: boolean;
  readonly places: number;
}

/** Premium, and what an order that opens can bring until expiry. */
function OptionRows({ outcome, opens, places }: OptionProps) {
  const limit = (value: string | null | undefined) =>
    value === undefined ? '–' : value === null ? 'unlimited' : `${formatUsd(value)} USD`;
  return (
    <>
      <PreviewRow label={outcome?.premium.startsWith('-') === false ? 'Premium to receive' : 'Premium to pay'}>
        {outcome ? `${formatUsd(outcome.premium.replace('-', ''))} USD` : '–'}
      </PreviewRow>
      {opens ? (
        <>
          <PreviewRow label="Break-even at expiry">{formatNumber(outcome?.breakEven ?? null, places)}</PreviewRow>
          <PreviewRow label="Most it can lose">{limit(outcome?.maxLoss)}</PreviewRow>
          <PreviewRow label="Most it can gain">{limit(outcome?.maxGain)}</PreviewRow>
        </>
      ) : (
        <PreviewRow label="Effect">reduces the position</PreviewRow>
      )}
    </>
  );
}

function optionOrder(
  { optionType, strike }: Instrument,
  draft: OrderDraft | null,
  price: string | null,
  fee: string,
): OptionOrder | null {
  if (!draft || !price || optionType === null || strike === null) return null;
  return { optionType, strike, price, side: draft.side, size: draft.size, fee };
}
