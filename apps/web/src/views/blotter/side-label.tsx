import type { Side } from '../../model/types.ts';

/** Buy or sell in colour and with an arrow, so that colour is not the only sign. */
export function SideLabel({ side }: { readonly side: Side }) {
  return (
    <span className={side}>
      <span aria-hidden="true">{side === 'buy' ? '▲' : '▼'}</span> {side === 'buy' ? 'Buy' : 'Sell'}
    </span>
  );
}
