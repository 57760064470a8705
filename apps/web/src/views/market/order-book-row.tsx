import { memo } from 'react';
import type { Side } from '../../model/types.ts';

interface RowProps {
  readonly side: Side;
  readonly price: string;
  readonly size: string;
  readonly total: string;
  /** 0 to 1 of the deepest total shown. */
  readonly share: number;
  readonly own: boolean;
  readonly onPick: () => void;
}

const same = (a: RowProps, b: RowProps): boolean =>
  a.price === b.price && a.size === b.size && a.total === b.total && a.share === b.share && a.own === b.own;

/** One level of the ladder; a click takes its price into the ticket. */
export const OrderBookRow = memo(function OrderBookRow({ side, price, size, total, share, own, onPick }: RowProps) {
  return (
    <li>
      <button
        type="button"
        className={`ladder-row ladder-${side}`}
        onClick={onPick}
        title={own ? 'You have an order here' : undefined}
      >
        <span className="ladder-bar" style={{ transform: `scaleX(${share})` }} aria-hidden="true" />
        <span className={`ladder-price ${side}`}>
          {own ? <span className="own-mark" role="img" aria-label="your order" /> : null}
          {price}
        </span>
        <span>{size}</span>
        <span className="dim">{total}</span>
      </button>
    </li>
  );
}, same);
