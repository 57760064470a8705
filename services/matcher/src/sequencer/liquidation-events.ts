import { levyCash, MAINTENANCE_FRACTION_BITS, MARGIN_FRACTION_BITS } from '@tenor/protocol';
import type { MarginFigures } from './events.ts';
import type { Part } from './liquidate.ts';
import type { Target } from './liquidation-target.ts';
import type { Order } from './order.ts';
import { emitFill, fillOrder, settleMaker } from './record-fill.ts';
import { trimReduceOnly } from './reduce-only.ts';
import { toldScenarios } from './told-scenarios.ts';
import type { Transition } from './transition.ts';

/** Tells everybody of a liquidation that the ledger has taken: trades, fills, money of the insurance fund, and the receipt. Returns the orders after it. */
export function announceLiquidation(
  t: Transition,
  target: Target,
  parts: readonly Part[],
  { fee, insurance, levyStep }: { readonly fee: bigint; readonly insurance: bigint; readonly levyStep: bigint },
  keeper: number | null,
): Order[] {
  const { account, instrument, held } = target;
  const side = held > 0n ? 1 : 0;
  const levy = announceLevy(t, target, levyStep);
  const orders = parts.map((part, place) => announcePart(t, target, part, side, place === 0 ? fee : 0n, keeper));
  if (insurance > 0n) announceInsurance(t, account, insurance);
  t.touchAccount(account, instrument);
  t.emit({
    type: 'liquidation',
    liquidation: {
      account,
      instrument,
      side,
      lots: parts.reduce((sum, { lots }) => sum + lots, 0n),
      quote: parts.reduce((sum, { lots, price }) => sum + lots * price, 0n),
      mark: target.leg.figures.mark,
      index: [...t.round().index],
      fee,
      insurance,
      levy,
      scenarios: toldScenarios(t, [account]),
      before: figuresBefore(target),
      after: figuresNow(t, account),
      keeper,
      round: t.round().round,
      time: t.time,
      engineSeq: t.engineSeq,
      batch: t.openBatch,
    },
  });
  return orders;
}

function announcePart(
  t: Transition,
  { account, instrument }: Target,
  { maker, lots, price, fee }: Part,
  side: 0 | 1,
  closedFee: bigint,
  keeper: number | null,
): Order {
  const { counters } = t.state;
  counters.openBatchTrades++;
  const trade = {
    id: ++counters.lastTrade,
    instrument,
    price,
    size: lots,
    side,
    time: t.time,
    engineSeq: t.engineSeq,
    batch: t.openBatch,
  };
  t.emit({ type: 'trade', trade });
  const after = fillOrder(t, maker, price, lots, fee);
  if (keeper === null) settleMaker(t, after);
  emitFill(t, { id: null, clientId: null, account, instrument, side }, 'liquidation', closedFee, trade);
  emitFill(t, after, keeper === null ? 'maker' : 'taker', fee, trade);
  t.touchAccount(maker.account, instrument);
  trimReduceOnly(t, maker.account, instrument);
  return after;
}

/** Tells the holders of the other side what was taken from them. Returns what the fund got, µUSD. */
export function announceLevy(t: Transition, { instrument, held, openInterest }: Target, step: bigint): bigint {
  if (step === 0n) return 0n;
  const amount = levyCash(openInterest, step);
  const { time, engineSeq, openBatch: batch } = t;
  t.emit({ type: 'levy', levy: { instrument, short: held > 0n, step, amount, time, engineSeq, batch } });
  return amount;
}

export function announceInsurance(t: Transition, account: number, amount: bigint): void {
  t.emit({
    type: 'movement',
    movement: {
      id: `${t.engineSeq}-${account}`,
      kind: 'insurance',
      account,
      counterparty: null,
      amount,
      time: t.time,
      engineSeq: t.engineSeq,
      batch: t.openBatch,
      entryTransaction: null,
    },
  });
}

const roundedUp = (margin: bigint, bits: bigint): bigint => (margin + (1n << bits) - 1n) >> bits;

export const figuresBefore = ({ before }: Target): MarginFigures => ({
  equity: before.equity,
  initialMargin: roundedUp(before.margin, MARGIN_FRACTION_BITS),
  maintenanceMargin: roundedUp(before.maintenance, MAINTENANCE_FRACTION_BITS),
});

export function figuresNow(t: Transition, account: number): MarginFigures {
  const { equity, initialMargin, maintenanceMargin } = t.ledger.health(account);
  return { equity, initialMargin, maintenanceMargin };
}
