import { isOption, STANDARD_MODE } from '@tenor/protocol';
import type { ToldScenarios } from './events.ts';
import type { Transition } from './transition.ts';

/**
 * What a receipt tells of the round beside marks and index, so that it can be judged again: the scenario prices of every option of an underlying that one of
 * these accounts has portfolio margin of; nothing where they are all in standard margin.
 */
export function toldScenarios(t: Transition, accounts: readonly number[]): ToldScenarios[] {
  const { accounts: holders, markets } = t.ledger.state;
  const modes = new Set(accounts.map((id) => holders.get(id)?.marginMode ?? STANDARD_MODE));
  const { instruments, scenarioPrices } = t.round();
  return markets.flatMap((market, row) => {
    const told = market && isOption(market) && modes.has(market.underlying) && instruments[row] === market.instrument;
    return told ? [{ instrument: market.instrument, prices: [...scenarioPrices[row]!] }] : [];
  });
}
