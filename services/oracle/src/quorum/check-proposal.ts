import type { RoundContent } from '@tenor/protocol';
import { checkMarks } from './check-marks.ts';
import { checkOrder, type OrderView } from './check-order.ts';
import { checkScenarioPrices } from './check-scenario-prices.ts';
import { checkSettlement, type SettlementView } from './check-settlement.ts';
import { deviationPpm, isWithinPpm } from './deviation.ts';
import type { OwnIndex } from './own-indexes.ts';
import type { Refusal } from './refusal.ts';

/** What a signer knows when it is asked. `indexes` are of all underlyings in their order. */
export interface SignerView extends OrderView, SettlementView {
  /** Rows of the circuit. */
  readonly rows: number;
}

function checkIndex(index: readonly bigint[], own: readonly OwnIndex[]): Refusal | null {
  if (index.length !== own.length) {
    return { reason: 'malformed', detail: `${index.length} index prices for ${own.length} underlyings` };
  }
  for (const [place, { name, price, maxDeviationPpm }] of own.entries()) {
    const proposed = index[place]!;
    if (price === null) return { reason: 'no-own-price', detail: `${name}: no good index of our own` };
    if (proposed < 1n || !isWithinPpm(proposed, price, maxDeviationPpm)) {
      const detail = `${name}: an index of ${proposed} is ${deviationPpm(proposed, price)} ppm from our ${price}`;
      return { reason: 'index-deviates', detail };
    }
  }
  return null;
}

/** Whether a signer must refuse a proposed round by what it knows itself, and why; null when it may sign. Pure. */
export const checkProposal = (proposal: RoundContent, view: SignerView): Refusal | null =>
  checkOrder(proposal, view) ??
  checkIndex(proposal.index, view.indexes) ??
  checkMarks(proposal, view.listed, view.rows) ??
  checkScenarioPrices(proposal, view.listed) ??
  checkSettlement(proposal, view);
