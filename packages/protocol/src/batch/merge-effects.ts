import type { AccountEffect } from './effects.ts';

/**
 * One effect for each account: what an instruction does to an account as a whole, which is what the margin rules judge. Two orders of one
 * maker in one liquidation trade the same instrument; slots are not merged (`slot` is the first one's).
 */
export function mergeEffects(effects: readonly AccountEffect[]): readonly AccountEffect[] {
  const merged = new Map<number, AccountEffect>();
  for (const effect of effects) {
    const known = merged.get(effect.account);
    merged.set(effect.account, known ? add(known, effect) : effect);
  }
  return merged.size === effects.length ? effects : [...merged.values()];
}

function add(a: AccountEffect, b: AccountEffect): AccountEffect {
  const cash = a.cash + b.cash;
  if (!a.trade || !b.trade) return { ...a, cash, ...(b.trade ? { trade: b.trade } : {}) };
  if (a.trade.instrument !== b.trade.instrument) throw new RangeError('one instruction trades one instrument');
  return { ...a, cash, trade: { instrument: a.trade.instrument, lots: a.trade.lots + b.trade.lots } };
}
