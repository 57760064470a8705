import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ChainName, readChain } from '../../services/margin-engine/test/options/recorded/chains.ts';
import { repositoryRoot } from '../gen/repository.ts';
import { compareMargins } from './compare-margins.ts';
import { type ChainComparison, comparisonTables, withTables } from './comparison-table.ts';
import { recordedMoves } from './recorded-moves.ts';
import { lotsOfCoin, recordedRows } from './recorded-rows.ts';
import { searchPortfolios } from './search-portfolios.ts';

// Standard and scenario margins on recorded days: npx tsx tools/portfolio-margin/main.ts [--docs]
// Ends with 1 where a portfolio with equity at its scenario margin would end in debt after one step inside the grid.

/** Recorded chains, the nearest expiry that is used, and the chain whose marks come next. */
const CHAINS: readonly { readonly name: ChainName; readonly currency: string; readonly next?: ChainName }[] = [
  { name: 'full ticker 2020-05-21', currency: 'BTC' },
  { name: 'calm 2026-01-15', currency: 'BTC' },
  { name: 'crash 2026-02-05', currency: 'BTC', next: 'day after 2026-02-06' },
  { name: 'crash 2026-02-05', currency: 'ETH', next: 'day after 2026-02-06' },
];
const LEAST_DAYS = 1.5;
const EXPIRIES = 5;
const DRAWN = 20_000;
const CLIMBS = 40;

const { values } = parseArgs({ options: { docs: { type: 'boolean' } } });
const data = join(repositoryRoot, '../shared/data');

const stepsOf = (currency: string) => ({
  fiveMinutes: recordedMoves(data, currency, 5),
  hour: recordedMoves(data, currency, 60),
});
const steps: Readonly<Record<string, ReturnType<typeof stepsOf>>> = { BTC: stepsOf('BTC'), ETH: stepsOf('ETH') };

const compared = CHAINS.map(({ name, currency, next }): ChainComparison => {
  const rows = recordedRows(readChain(name, currency), EXPIRIES, LEAST_DAYS);
  const later = next ? recordedRows(readChain(next, currency), EXPIRIES + 2, 0) : null;
  const lots = lotsOfCoin(currency);
  return {
    chain: `${name}, ${currency}`,
    days: [...new Set(rows.rows.map(({ years }) => years * 365))].filter((days) => days > 0),
    portfolios: compareMargins(rows, later, lots, steps[currency]!),
    search: searchPortfolios(rows, lots, DRAWN, CLIMBS),
  };
});
const tables = comparisonTables(compared);
console.log(tables);

const inDebt = compared.flatMap(({ chain, portfolios, search }) => [
  ...portfolios
    .filter((one) => Math.max(one.stepLoss, one.fiveMinuteLoss, one.hourLoss) > one.scenario)
    .map(
      (one) => `${chain}: ${one.name} loses ${one.stepLoss.toFixed(2)} %, its margin is ${one.scenario.toFixed(2)} %`,
    ),
  ...(search.share > 1 ? [`${chain}: ${search.worst} loses ${search.share.toFixed(3)} of its margin`] : []),
]);
for (const line of inDebt) console.error(`IN DEBT  ${line}`);
if (values.docs) {
  const page = join(repositoryRoot, 'docs/portfolio-margin.md');
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), tables));
}
process.exitCode = inDebt.length > 0 ? 1 : 0;
