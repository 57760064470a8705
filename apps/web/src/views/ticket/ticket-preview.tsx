import { useMemo } from 'react';
import { useFeed } from '../../data/feed-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber, formatShare, formatUsd } from '../../model/format.ts';
import { type OrderPreview, previewOrder } from '../../model/margin-preview.ts';
import { type OptionOutcome, optionOutcome } from '../../model/option-payoff.ts';
import type { OrderDraft } from '../../model/ticket.ts';
import type { Instrument } from '../../model/types.ts';

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
  return (
    <dl className="preview" aria-live="off" data-testid="ticket-preview">
      {isOption ? (
        <OptionRows instrument={instrument} draft={draft} price={expectedPrice} preview={preview} />
      ) : (
        <Row label="Order value">{preview ? `${formatUsd(preview.notional)} USD` : '–'}</Row>
      )}
      <Row label={feeLabel(instrument, takes)} title={isOption ? 'At most 12.5 % of the premium' : undefined}>
        {preview ? `${formatUsd(preview.fee, 4)} USD` : '–'}
      </Row>
      <Row label="Initial margin after">{preview?.initialMargin ? `${formatUsd(preview.initialMargin)} USD` : '–'}</Row>
      <Row label="Free collateral after">
        {preview?.freeCollateral ? (
          <span className={preview.sufficient ? '' : 'sell'}>{formatUsd(preview.freeCollateral)} USD</span>
        ) : (
          '–'
        )}
      </Row>
      {isOption ? null : (
        <Row label="Liquidation price after">
          {formatNumber(preview?.liquidationPrice ?? null, decimalsOf(instrument.tickSize))}
        </Row>
      )}
      {preview && !preview.sufficient ? (
        <p className="field-problem">Not enough margin. Deposit or reduce the size. (error 30001)</p>
      ) : null}
    </dl>
  );
}

function feeLabel(instrument: Instrument, takes: boolean): string {
  const rate = formatShare(takes ? instrument.takerFeeRate : instrument.makerFeeRate, 3);
  return `Fee (${takes ? 'taker' : 'maker'} ${rate}${instrument.kind === 'option' ? ' of index' : ''})`;
}

interface OptionProps {
  readonly instrument: Instrument;
  readonly draft: OrderDraft | null;
  readonly price: string | null;
  readonly preview: OrderPreview | null;
}

/** Premium, and what an order that opens can bring until expiry. */
function OptionRows({ instrument, draft, price, preview }: OptionProps) {
  const outcome = outcomeOf(instrument, draft, price, preview);
  const places = decimalsOf(instrument.tickSize);
  const limit = (value: string | null | undefined) =>
    value === undefined ? '–' : value === null ? 'unlimited' : `${formatUsd(value)} USD`;
  const opens = preview?.opens !== false;
  return (
    <>
      <Row label={outcome?.premium.startsWith('-') ? 'Premium to pay' : 'Premium to receive'}>
        {outcome ? `${formatUsd(outcome.premium.replace('-', ''))} USD` : '–'}
      </Row>
      {opens ? (
        <>
          <Row label="Break-even at expiry">{formatNumber(outcome?.breakEven ?? null, places)}</Row>
          <Row label="Most it can lose">{limit(outcome?.maxLoss)}</Row>
          <Row label="Most it can gain">{limit(outcome?.maxGain)}</Row>
        </>
      ) : (
        <Row label="Effect">reduces the position</Row>
      )}
    </>
  );
}

function outcomeOf(
  { optionType, strike }: Instrument,
  draft: OrderDraft | null,
  price: string | null,
  preview: OrderPreview | null,
): OptionOutcome | null {
  if (!draft || !price || !preview || optionType === null || strike === null) return null;
  return optionOutcome({ optionType, strike, price, side: draft.side, size: draft.size, fee: preview.fee });
}

interface RowProps {
  readonly label: string;
  readonly title?: string;
  readonly children: React.ReactNode;
}

function Row({ label, title, children }: RowProps) {
  return (
    <div title={title}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
