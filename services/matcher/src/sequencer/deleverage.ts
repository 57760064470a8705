import { levyCap, levyCash, TenorError } from '@tenor/protocol';
import { announceDeleveraging } from './deleverage-events.ts';
import { bySize, deleverageTerms, ratioFor, type Winner } from './deleverage-sizing.ts';
import { magnitude } from './integers.ts';
import { type Target, targetOf } from './liquidation-target.ts';
import type { Transition } from './transition.ts';

/**
 * The last resort for a debt: closes the position against the same part of the position of every winner who bears it, in as many batches as that
 * takes. Returns whether anything was closed; where nothing was, nothing has changed.
 */
export function deleverage(t: Transition, target: Target): boolean {
  if (target.before.equity >= 0n) return false;
  const winners = winnersOf(t, target);
  const part = ratioFor(winners, magnitude(target.held));
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
function winnersOf(t: Transition, { account, instrument, held, figures }: Target): Winner[] {
  const winners: Winner[] = [];
  const cap = levyCap(figures, held > 0n);
  for (const { id, positions } of t.ledger.state.accounts.values()) {
    const size = positions.find((position) => position.instrument === instrument)?.size ?? 0n;
    if (id === account || size === 0n || size > 0n === held > 0n) continue;
    const { equity, initialMargin } = t.ledger.health(id);
    if (equity - levyCash(magnitude(size), cap) > initialMargin) winners.push({ account: id, size });
  }
  return winners.sort(bySize);
}

/** One batch, of the position as the batches before have left it. Returns whether there was a part that the winners bear; throws what the rules refuse. */
function closeAgainst(t: Transition, { account, instrument }: Target, group: readonly Winner[], part: bigint): boolean {
  const target = targetOf(t, account, instrument);
  const { before, held, figures, openInterest } = target;
  const payers = { fund: t.ledger.state.house.insuranceFund, openInterest };
  const terms = deleverageTerms({ ...before, held }, figures, payers, group, part);
  if (!terms) return false;
  const counterparties = group.map((winner) => winner.account);
  t.onLedger((ledger) => ledger.applyDeleverage({ account, instrument, counterparties, ...terms }));
  announceDeleveraging(t, target, group, terms);
  return true;
}
