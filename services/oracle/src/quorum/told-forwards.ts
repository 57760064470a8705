import { reachableForward } from '@tenor/margin-engine';
import { BITS, INSTRUMENT_KIND, SCENARIO_GRID } from '@tenor/protocol';
import type { RoundTables, TabledExpiry } from './tabled-expiry.ts';

/** The scenario in which only the volatility moves: there call less put is the forward less the strike. */
const UNMOVED = SCENARIO_GRID.findIndex(({ steps }) => steps === 0);
/** Forwards that are tried where a round does not tell which it is. */
const TRIED = 33n;

/**
 * The forwards (µUSD per lot) that a round can have priced an expiry at: the one that its future or a call and a put of one strike tell, else some from end to end of what
 * is within reach of the index. None where the one that is told is out of reach.
 */
export function toldForwards({ listed, underlying, options }: TabledExpiry, { index, marks }: RoundTables): bigint[] {
  const terms = listed.map((market) => market.terms);
  const at = index[underlying - 1]!;
  const [least, most] = [1n, 1n << BigInt(BITS.price)].map((end) => reachableForward(terms, end, at)) as [
    bigint,
    bigint,
  ];
  const future = listed.find((market) => market.terms.kind === INSTRUMENT_KIND.future);
  const told = future ? marks[future.row]! : parity(options);
  if (told !== null) return told >= least && told <= most ? [told] : [];
  const spread = Array.from({ length: Number(TRIED) }, (_, i) => least + ((most - least) * BigInt(i)) / (TRIED - 1n));
  // Where a mark is all in the money, and where a call's is all of the forward: beyond there is none.
  const edges = options.flatMap(({ kind, strike, mark }) =>
    kind === 'call' ? [strike + mark, mark] : [strike - mark],
  );
  return [...spread, ...edges.filter((forward) => forward >= least && forward <= most)];
}

function parity(options: TabledExpiry['options']): bigint | null {
  for (const call of options.filter(({ kind }) => kind === 'call')) {
    const put = options.find(({ kind, strike }) => kind === 'put' && strike === call.strike);
    if (put) return call.prices[UNMOVED]! - put.prices[UNMOVED]! + call.strike;
  }
  return null;
}
