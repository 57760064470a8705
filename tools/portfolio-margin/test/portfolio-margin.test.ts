import { describe, expect, test } from 'vitest';
import { portfolioMargin } from '../../../packages/protocol/src/index.ts';
import { haveRecordings, readChain } from '../../../services/margin-engine/test/options/recorded/chains.ts';
import { compareMargins } from '../compare-margins.ts';
import { withTables } from '../comparison-table.ts';
import { worstStep } from '../inside-the-grid.ts';
import { lotsOfCoin, recordedRows } from '../recorded-rows.ts';
import { searchPortfolios } from '../search-portfolios.ts';
import { weighPortfolio } from '../weigh-portfolio.ts';

describe.skipIf(!haveRecordings())('margins on a recorded chain', () => {
  const rows = recordedRows(readChain('crash 2026-02-05', 'BTC'), 3, 1.5);
  const lots = lotsOfCoin('BTC');
  const steps = { fiveMinutes: [-0.078, 0.043], hour: [-0.2, 0.09] };

  test('no named portfolio ends in debt after a step inside the grid, and most need less than by standard margin', () => {
    const compared = compareMargins(rows, null, lots, steps);
    expect(compared.length).toBeGreaterThan(12);
    for (const { name, scenario, stepLoss, hourLoss, gridLoss } of compared) {
      expect(stepLoss, name).toBeLessThan(scenario);
      expect(hourLoss, name).toBeLessThan(scenario);
      // The fine moves hold those of the grid, but for the rounding of a step.
      expect(stepLoss, name).toBeGreaterThan(gridLoss - 1e-3);
    }
    const hedged = compared.filter(({ name }) =>
      /straddle|strangle|butterfly|calendar|box|vertical|against/.test(name),
    );
    expect(hedged.length).toBeGreaterThan(8);
    for (const { name, standard, scenario } of hedged) expect(scenario, name).toBeLessThan(standard);
  });

  test('nor does a drawn one; equity at maintenance margin would not always be enough', () => {
    const { share, unseenShare, judged } = searchPortfolios(rows, lots, 1_000, 5);
    expect(judged).toBe(2_000);
    // The search does find losses that the grid does not see.
    expect(unseenShare).toBeGreaterThan(0.2);
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(1);
    expect(unseenShare).toBeLessThan(1);
    const perpetual = weighPortfolio([{ row: rows.rows[0]!, coins: -1 }], lots);
    expect(worstStep(perpetual).loss).toBeGreaterThan(Number(perpetual.scenarioMaintenance));
  });

  test('are those of the rules', () => {
    const legs = rows.rows.slice(0, 4).map((row, i) => ({ row, coins: i % 2 === 0 ? 1 : -2 }));
    const weighed = weighPortfolio(legs, lots);
    const positions = legs.map(({ coins }, i) => ({ instrument: i + 1, size: BigInt(coins) * lots, snapshot: 0n }));
    const { margin } = portfolioMargin(positions, (instrument) => legs[instrument - 1]!.row.figures, 1);
    expect((weighed.scenario << 24n) - margin).toBeGreaterThanOrEqual(0n);
    expect((weighed.scenario << 24n) - margin).toBeLessThan(1n << 24n);
  });
});

test('a document takes the tables between its marks only', () => {
  const begin = '<!-- table: written by `npx tsx tools/portfolio-margin/main.ts --docs`, not by hand -->';
  expect(withTables(`a\n${begin}\nold\n<!-- end of table -->\nb`, 'new')).toBe(
    `a\n${begin}\n\nnew\n\n<!-- end of table -->\nb`,
  );
  expect(() => withTables('nothing', 'new')).toThrow('needs the lines');
});
