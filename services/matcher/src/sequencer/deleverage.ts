import { levyCap, levyCash, TenorError } from '@tenor/protocol';
import { closingLeg } from './closing-leg.ts';
import { announceDeleveraging } from './deleverage-events.ts';
import { bearsClosing, bySize, deleverageTerms, ratioFor, type Winner } from './deleverage-sizing.ts';
import { magnitude } from './integers.ts';
import { type Target, targetOf } from './liquidation-target.ts';
import type { Transition } from './transition.ts';
import { openPositions } from './unsettled-positions.ts';

/**
 * The last resort for a debt: closes the position against the same part of the position of every winner who bears it, in as many batches as that
 * takes. Returns whether anything was closed; where nothing was, nothing has changed.
 */
export function deleverage(t: Transition, target: Target): boolean {
  if (target.before.equity >= 0n) return false;
  const { winners, part } = bearingPart(t, target, winnersOf(t, target));
  const most = t.ledger.mostLiquidationFills;
  let closed = false;
  for (let first = 0; first < winners.length; first += most) {
    try {
      if (!closeAgainst(t, target, winners.slice(first, first + most), part)) break;
      closed = true;
    } catch (error) {
      // The fund can pay, or the rest is as it may be: what was closed stays closed.
      if (!(error instanceof TenorError)) throw error;
      break;
    }
  }
  return closed;
}

/** Holders of the other side that have their initial margin after the highest levy: they keep it, whatever the rule lets them lose. Largest first. */
function winnersOf(t: Transition, { account, instrument, held, leg }: Target): Winner[] {
  const winners: Winner[] = [];
  const cap = levyCap(leg.figures, held > 0n);
  for (const { id, positions } of t.ledger.state.accounts.values()) {
    const size = positions.find((position) => position.instrument === instrument)?.size ?? 0n;
    if (id === account || size === 0n || size > 0n === held > 0n) continue;
    const { equity, initialMargin } = t.ledger.health(id);
    if (equity - levyCash(magnitude(size), cap) > initialMargin) winners.push({ account: id, size });
  }
  return winners.sort(bySize);
}

/** The part of each winner's position that is closed. Those whose hedge would break by it are left out, which leaves more to the others. */
function bearingPart(
  t: Transition,
  target: Target,
  all: readonly Winner[],
): { winners: readonly Winner[]; part: bigint } {
  for (let winners = all; ; ) {
    const part = ratioFor(winners, magnitude(target.held - target.leg.end));
    const bearing = winners.filter((winner) => keepsMargin(t, target, winner, part));
    if (bearing.length === winners.length) return { winners, part };
    winners = bearing;
  }
}

function keepsMargin(t: Transition, { instrument, leg }: Target, winner: Winner, part: bigint): boolean {
  const holder = t.ledger.state.accounts.get(winner.account)!;
  if (holder.marginMode !== t.instrument(instrument).terms.underlying) return true;
  const positions = openPositions(t.ledger.state, holder);
  const own = closingLeg(positions, instrument, (id) => t.figures(id), holder.marginMode);
  const levied =
    t.ledger.health(winner.account).equity - levyCash(magnitude(winner.size), levyCap(leg.figures, winner.size < 0n));
  return bearsClosing(own, levied, part);
}

/** One batch, of the position as the batches before have left it. Returns whether there was a part that the winners bear; throws what the rules refuse. */
function closeAgainst(t: Transition, { account, instrument }: Target, group: readonly Winner[], part: bigint): boolean {
  const target = targetOf(t, account, instrument);
  const { before, leg, openInterest } = target;
  const payers = { fund: t.ledger.state.house.insuranceFund, openInterest };
  const terms = deleverageTerms(before, leg, payers, group, part);
  if (!terms) return false;
  const counterparties = group.map((winner) => winner.account);
  t.onLedger((ledger) => ledger.applyDeleverage({ account, instrument, counterparties, ...terms }));
  announceDeleveraging(t, target, group, terms);
  return true;
}
