import { type ListedMarket, movedForward } from '@tenor/margin-engine';
import { BITS, isOption, SCENARIO_GRID } from '@tenor/protocol';
import type { Refusal } from './refusal.ts';
import { type RoundTables, type TabledExpiry, tabledExpiries } from './tabled-expiry.ts';
import { toldBounds } from './told-bounds.ts';
import { toldForwards } from './told-forwards.ts';

/** Where the forward is not told, prices may be this part of the index (2^-10), and these µUSD per lot, beyond those at the forwards that are tried. */
const [UNTOLD_SHIFT, UNTOLD_LEAST] = [10n, 4n];

const refused = (detail: string): Refusal => ({ reason: 'scenario-prices', detail });

/** Why the tables have no form; null when each option has a price of the protocol's width for every scenario and nothing else has any. */
function checkForm(scenarioPrices: RoundTables['scenarioPrices'], listed: readonly ListedMarket[]): Refusal | null {
  const options = new Map(listed.filter(({ terms }) => isOption(terms)).map((market) => [market.row, market]));
  for (const [row, prices] of scenarioPrices.entries()) {
    const needed = options.has(row) ? SCENARIO_GRID.length : 0;
    if (prices.length !== needed) return refused(`row ${row}: ${prices.length} prices, ${needed} are needed`);
    const wide = prices.find((price) => price < 0n || price >> BigInt(BITS.price) !== 0n);
    if (wide !== undefined) return refused(`row ${row}: ${wide} is no price`);
  }
  return null;
}

/** Call less put of a strike is the moved forward less the strike in every scenario: a box or a conversion loses nothing. */
function checkParity({ options }: TabledExpiry, forward: bigint): Refusal | null {
  for (const call of options.filter(({ kind }) => kind === 'call')) {
    const put = options.find(({ kind, strike }) => kind === 'put' && strike === call.strike);
    const place = SCENARIO_GRID.findIndex(({ steps }, s) => {
      const ahead = movedForward(forward, steps) - call.strike;
      return put !== undefined && call.prices[s]! - put.prices[s]! !== ahead;
    });
    if (place >= 0) return refused(`${call.name} and ${put!.name}: no parity in scenario ${place}`);
  }
  return null;
}

function checkExpiry(expiry: TabledExpiry, round: RoundTables): Refusal | null {
  const forwards = toldForwards(expiry, round);
  if (forwards.length === 0) return refused(`${expiry.options[0]!.name}: a forward out of reach of the index`);
  const untold = forwards.length > 1;
  const wrong = untold ? null : checkParity(expiry, forwards[0]!);
  if (wrong) return wrong;
  const tolerance = untold ? (round.index[expiry.underlying - 1]! >> UNTOLD_SHIFT) + UNTOLD_LEAST : 0n;
  const bounds = toldBounds(expiry, forwards, round.time);
  for (const [i, { name, mark, prices }] of expiry.options.entries()) {
    const known = bounds[i];
    if (!known) return refused(`${name}: no volatility gives a mark of ${mark} at the forward of the round`);
    const place = prices.findIndex(
      (price, s) => price < known[s]!.low - tolerance || price > known[s]!.high + tolerance,
    );
    if (place < 0) continue;
    const { low, high } = known[place]!;
    return refused(`${name}: ${prices[place]} in scenario ${place}, its mark of ${mark} gives ${low} to ${high}`);
  }
  return null;
}

/**
 * Why the scenario prices must be refused; null when every option's are its value in the scenarios at a volatility that its mark tells, and nothing else has any. A signer sees no
 * books, so it takes the forward and the volatilities from the round's own marks, which must be within their bounds.
 */
export function checkScenarioPrices(round: RoundTables, listed: readonly ListedMarket[]): Refusal | null {
  const { marks, scenarioPrices } = round;
  if (scenarioPrices.length !== marks.length) {
    return {
      reason: 'malformed',
      detail: `${scenarioPrices.length} lists of scenario prices for ${marks.length} rows`,
    };
  }
  const malformed = checkForm(scenarioPrices, listed);
  if (malformed) return malformed;
  for (const expiry of tabledExpiries(round, listed)) {
    const refusal = checkExpiry(expiry, round);
    if (refusal) return refusal;
  }
  return null;
}
