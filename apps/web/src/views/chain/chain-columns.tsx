import type { ReactNode } from 'react';
import { formatNumber, formatSigned } from '../../model/format.ts';
import type { InstrumentGrid } from '../../model/instrument-grid.ts';
import type { ChainSide } from '../../model/option-chain.ts';
import type { OptionType } from '../../model/types.ts';

export type ColumnId = 'position' | 'openInterest' | 'delta' | 'iv' | 'mark' | 'bid' | 'ask';

export interface ChainColumn {
  readonly id: ColumnId;
  readonly label: string;
  readonly title: string;
}

const COLUMNS: Readonly<Record<ColumnId, ChainColumn>> = {
  position: { id: 'position', label: 'Pos', title: 'Own position' },
  openInterest: { id: 'openInterest', label: 'OI', title: 'Open interest' },
  delta: { id: 'delta', label: 'Delta', title: 'Delta' },
  iv: { id: 'iv', label: 'IV', title: 'Volatility of the mark, per cent a year' },
  mark: { id: 'mark', label: 'Mark', title: 'Mark price, USD' },
  bid: { id: 'bid', label: 'Bid', title: 'Best bid, USD: click to sell' },
  ask: { id: 'ask', label: 'Ask', title: 'Best ask, USD: click to buy' },
};

const CALLS = ['position', 'openInterest', 'delta', 'iv', 'mark', 'bid', 'ask'] as const;
const PUTS = ['bid', 'ask', 'mark', 'iv', 'delta', 'openInterest', 'position'] as const;
const ONE_SIDE = ['bid', 'ask', 'mark', 'iv', 'delta'] as const;

/** The columns of a side, outside in for calls and inside out for puts; the most needed ones where it stands alone. */
export const columnsOf = (side: OptionType, isAlone: boolean): readonly ChainColumn[] =>
  (isAlone ? ONE_SIDE : side === 'call' ? CALLS : PUTS).map((id) => COLUMNS[id]);

/** What a column shows of a side, quotes excepted. */
export function figureOf(id: ColumnId, side: ChainSide, { pricePlaces }: InstrumentGrid): ReactNode {
  switch (id) {
    case 'position':
      return side.position ? <OwnSize size={side.position} /> : null;
    case 'openInterest':
      return Number(side.openInterest) === 0 ? '–' : formatNumber(side.openInterest, 2);
    case 'delta':
      return formatNumber(side.delta, 2);
    case 'iv':
      return formatNumber(side.markIv, 1);
    default:
      return formatNumber(side.mark, pricePlaces);
  }
}

/** An own position with its sign. */
export function OwnSize({ size }: { readonly size: string }) {
  const places = size.split('.')[1]?.length ?? 0;
  return <strong className={size.startsWith('-') ? 'sell' : 'buy'}>{formatSigned(size, places)}</strong>;
}
