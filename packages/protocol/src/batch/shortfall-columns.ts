import { BITS } from '../parameters.ts';
import { type Columns, flag } from './columns.ts';
import type { BatchRecord } from './record.ts';

const FRACTION_MASK = (1n << BigInt(BITS.cashIndexFraction)) - 1n;

/** What the winners of one market pay in this batch; all 0 where they pay nothing. The price is the mark where no position is deleveraged. */
export function shortfallColumns(input: Columns, { plan: { shortfall }, markets, visits }: BatchRecord): void {
  const levyStep = shortfall?.levyStep ?? 0n;
  const market = shortfall && markets.find(({ row }) => row === shortfall.row)!;
  const levied = levyStep > 0n;
  Object.assign(input, {
    levied: flag(levied),
    levyShort: flag(shortfall?.short ?? false),
    levyStep,
    levyRest: market ? (market.before!.openInterest * levyStep) & FRACTION_MASK : 0n,
    levyAccount: BigInt(levied ? shortfall!.account : 0),
    levyPaid: visits.find(({ debtPaid }) => debtPaid !== null)?.debtPaid ?? 0n,
    deleveragePrice: shortfall?.deleverage?.price ?? market?.figures.at(-1)?.mark ?? 0n,
    deleverageRatio: shortfall?.deleverage?.ratio ?? 0n,
  });
}
