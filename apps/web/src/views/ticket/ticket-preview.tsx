import { useMemo } from 'react';
import { useFeed } from '../../data/feed-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber, formatShare, formatUsd } from '../../model/format.ts';
import { previewOrder } from '../../model/margin-preview.ts';
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
  const places = decimalsOf(instrument.tickSize);
  return (
    <dl className="preview" aria-live="off">
      <Row label="Order value">{preview ? `${formatUsd(preview.notional)} USD` : '–'}</Row>
      <Row
        label={`Fee (${takes ? 'taker' : 'maker'} ${formatShare(takes ? instrument.takerFeeRate : instrument.makerFeeRate, 3)})`}
      >
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
      <Row label="Liquidation price after">{formatNumber(preview?.liquidationPrice ?? null, places)}</Row>
      {preview && !preview.sufficient ? (
        <p className="field-problem">Not enough margin. Deposit or reduce the size. (error 30001)</p>
      ) : null}
    </dl>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
