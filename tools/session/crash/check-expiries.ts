import { type ExchangeState, holdsExpired } from '@tenor/protocol';
import type { Checks } from '../checks.ts';
import type { ListedSeries } from '../listed-series.ts';
import type { CheckedDay } from './check-day.ts';
import type { CrashSeries } from './option-sellers.ts';

/** Looks for the expiry of every series in the plans, and for positions that nobody swept. Returns how many instruments expired. */
export function checkExpiries({ batches, state }: CheckedDay, series: CrashSeries, checks: Checks): number {
  const expiries = batches.filter(({ plan }) => plan.expiry !== null).length;
  const all = Object.values(series) as ListedSeries[];
  checks.equal('instruments that expired in the batches', expiries, all.length);
  for (const { scale, terms } of all) {
    checks.that(`${scale.name} is settled and has no row`, isSettled(state, terms.instrument));
  }
  const first = batches.findIndex(({ plan }) => plan.expiry !== null);
  const after = batches.slice(first).filter(({ liquidations }) => liquidations.length > 0).length;
  checks.that(
    'the expiry came after the first liquidation',
    batches.slice(0, first).some(({ liquidations }) => liquidations.length > 0),
  );
  const unswept = [...state.accounts.values()].filter((account) => holdsExpired(account, state.settled));
  checks.equal(
    `accounts with positions in expired instruments (${after} batches with liquidations after the first expiry)`,
    unswept.length,
    0,
  );
  return expiries;
}

const isSettled = ({ settled, markets }: ExchangeState, instrument: number): boolean =>
  settled.has(instrument) && !markets.some((market) => market?.instrument === instrument);
