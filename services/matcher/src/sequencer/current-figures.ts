import { type FiguresOf, figuresAt, type ScenarioFigures, scenarioFigures } from '@tenor/protocol';
import type { ExchangeQueries } from './queries.ts';

/**
 * Figures of listed instruments at the current round, each made once; without a mark, which nobody can hold, before the first round after its listing.
 * The lookup throws for an instrument that is not listed.
 */
export function currentFigures(queries: ExchangeQueries): FiguresOf {
  const round = queries.round();
  const known = new Map<number, ScenarioFigures>();
  return (id) => {
    let figures = known.get(id);
    if (!figures) {
      const { terms, row } = queries.market(id).instrument;
      figures = round ? figuresAt(terms, round, row) : scenarioFigures(terms, 0n, 0n, []);
      known.set(id, figures);
    }
    return figures;
  };
}
