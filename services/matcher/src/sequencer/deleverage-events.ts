import { type Deleverage, deleveragedLots } from '@tenor/protocol';
import { lotsOf, type Winner } from './deleverage-sizing.ts';
import { announceInsurance, announceLevy, figuresBefore, figuresNow } from './liquidation-events.ts';
import type { Target } from './liquidation-target.ts';
import { emitFill } from './record-fill.ts';
import { trimReduceOnly } from './reduce-only.ts';
import { toldScenarios } from './told-scenarios.ts';
import type { Transition } from './transition.ts';

/** Tells everybody of a deleveraging that the ledger has taken: a trade with each counterparty, fills, money of the fund and the winners, and the receipt. */
export function announceDeleveraging(
  t: Transition,
  target: Target,
  winners: readonly Winner[],
  terms: Pick<Deleverage, 'ratio' | 'price' | 'levyStep' | 'insurance'>,
): void {
  const { account, instrument, held } = target;
  const { ratio, price, levyStep, insurance } = terms;
  const side = held > 0n ? 1 : 0;
  const levy = announceLevy(t, target, levyStep);
  const counterparties = winners.map(({ account: party, size }) => ({
    account: party,
    lots: deleveragedLots(size, ratio),
  }));
  for (const { account: party, lots } of counterparties) announcePart(t, target, { party, lots, price, side });
  if (insurance > 0n) announceInsurance(t, account, insurance);
  t.touchAccount(account, instrument);
  t.emit({
    type: 'deleveraging',
    deleveraging: {
      account,
      instrument,
      side,
      lots: lotsOf(winners, ratio),
      price,
      mark: target.leg.figures.mark,
      index: [...t.round().index],
      insurance,
      levy,
      scenarios: toldScenarios(t, [account, ...counterparties.map((party) => party.account)]),
      ratio,
      counterparties,
      before: figuresBefore(target),
      after: figuresNow(t, account),
      round: t.round().round,
      time: t.time,
      engineSeq: t.engineSeq,
      batch: t.openBatch,
    },
  });
}

interface DeleveragedPart {
  readonly party: number;
  readonly lots: bigint;
  readonly price: bigint;
  readonly side: 0 | 1;
}

function announcePart(
  t: Transition,
  { account, instrument }: Target,
  { party, lots, price, side }: DeleveragedPart,
): void {
  const { counters } = t.state;
  counters.openBatchTrades++;
  const { time, engineSeq, openBatch: batch } = t;
  const trade = { id: ++counters.lastTrade, instrument, price, size: lots, side, time, engineSeq, batch };
  t.emit({ type: 'trade', trade });
  const own = { id: null, clientId: null, instrument };
  emitFill(t, { ...own, account, side }, 'deleveraging', 0n, trade);
  emitFill(t, { ...own, account: party, side: side === 1 ? 0 : 1 }, 'deleveraging', 0n, trade);
  t.touchAccount(party, instrument);
  trimReduceOnly(t, party, instrument);
}
