import type { RecordedRow, RecordedRows } from './recorded-rows.ts';

/** A row and signed coins of it. */
export interface Leg {
  readonly row: RecordedRow;
  readonly coins: number;
}

/** A portfolio that people hold, for one coin. */
export interface NamedPortfolio {
  readonly name: string;
  readonly legs: readonly Leg[];
}

/** Finds the rows that portfolios are made of: strikes by their distance from the forward, in per cent. */
function rowFinder({ rows }: RecordedRows) {
  const expiries = [...new Set(rows.filter(({ kind }) => kind === 'future').map(({ expiry }) => expiry))];
  const future = (nth: number): RecordedRow =>
    rows.find(({ kind, expiry }) => kind === 'future' && expiry === expiries[nth])!;
  const option = (of: 'call' | 'put', percent: number, nth = 0): RecordedRow => {
    const aim = Number(future(nth).figures.mark) * (1 + percent / 100);
    const distance = ({ strike }: RecordedRow): number => Math.abs(strike - aim);
    return rows
      .filter(({ kind, expiry }) => kind === of && expiry === expiries[nth])
      .sort((a, b) => distance(a) - distance(b))[0]!;
  };
  return { perpetual: rows[0]!, future, option };
}

/** Change of a row's value with the price, in coins of underlying a coin. */
function delta(row: RecordedRow, perpetual: RecordedRow): number {
  const small = 1e-4;
  const change = row.valueAfter(small, 1) - row.valueAfter(-small, 1);
  return change / (2 * small) / Number(perpetual.figures.mark);
}

/** The portfolios of the comparison, of one coin each: options of the nearest expiry, calendars with the last one. */
export function namedPortfolios(recorded: RecordedRows, farExpiry: number): NamedPortfolio[] {
  const { perpetual, future, option } = rowFinder(recorded);
  const [atCall, atPut] = [option('call', 0), option('put', 0)];
  const [upCall, downPut] = [option('call', 10), option('put', -10)];
  const leg = (row: RecordedRow, coins: number): Leg => ({ row, coins });
  const straddle = [leg(atCall, -1), leg(atPut, -1)];
  const hedge = -straddle.reduce((sum, { row, coins }) => sum + coins * delta(row, perpetual), 0);
  return [
    { name: 'short perpetual', legs: [leg(perpetual, -1)] },
    { name: 'short put, 10 % below', legs: [leg(downPut, -1)] },
    { name: 'short call, 10 % above', legs: [leg(upCall, -1)] },
    { name: 'short put at the money', legs: [leg(atPut, -1)] },
    { name: 'covered call', legs: [leg(perpetual, 1), leg(upCall, -1)] },
    { name: 'protective put', legs: [leg(perpetual, 1), leg(downPut, 1)] },
    { name: 'short straddle', legs: straddle },
    { name: 'short straddle, delta-hedged', legs: [...straddle, leg(perpetual, hedge)] },
    { name: 'short strangle, 10 %', legs: [leg(upCall, -1), leg(downPut, -1)] },
    { name: 'vertical, short side near', legs: [leg(atPut, -1), leg(downPut, 1)] },
    { name: 'butterfly, long', legs: [leg(option('call', -10), 1), leg(atCall, -2), leg(upCall, 1)] },
    { name: 'butterfly, short', legs: [leg(option('call', -10), -1), leg(atCall, 2), leg(upCall, -1)] },
    { name: 'calendar, long far', legs: [leg(atCall, -1), leg(option('call', 0, farExpiry), 1)] },
    { name: 'calendar, short far', legs: [leg(atCall, 1), leg(option('call', 0, farExpiry), -1)] },
    { name: 'box', legs: [leg(atCall, 1), leg(atPut, -1), leg(upCall, -1), leg(option('put', 10), 1)] },
    { name: 'perpetual against future', legs: [leg(perpetual, 1), leg(future(farExpiry), -1)] },
    { name: 'conversion', legs: [leg(future(0), 1), leg(atCall, -1), leg(atPut, 1)] },
  ];
}
