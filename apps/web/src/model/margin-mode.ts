import type { AccountView, Instrument } from './types.ts';

const STANDARD = 'standard';
const PORTFOLIO = 'portfolio:';

/** One of the margin modes that the account can have. */
export interface MarginModeChoice {
  /** As the exchange names it. */
  readonly mode: string;
  readonly label: string;
  /** What it means, in a sentence or two. */
  readonly meaning: string;
}

/** A margin mode in words. */
export const marginModeLabel = (mode: string): string =>
  mode.startsWith(PORTFOLIO) ? `Portfolio margin, ${mode.slice(PORTFOLIO.length)}` : 'Standard margin';

/** Standard margin, and portfolio margin of each underlying that has something listed. */
export function marginModeChoices(instruments: readonly Pick<Instrument, 'base'>[]): MarginModeChoice[] {
  const bases = [...new Set(instruments.map(({ base }) => base))];
  return [
    {
      mode: STANDARD,
      label: marginModeLabel(STANDARD),
      meaning: 'Every position is margined by itself, and their margins are added up.',
    },
    ...bases.map((base) => ({
      mode: `${PORTFOLIO}${base}`,
      label: marginModeLabel(`${PORTFOLIO}${base}`),
      meaning: `All that is held of ${base}, perpetual, futures and options, is margined together by the worst of nine moves of price and volatility. A hedge needs less, a position without one more: a perpetual alone about three times as much.`,
    })),
  ];
}

/** Whether an instrument is margined together with others: then only the exchange can say what an order does to the margin. */
export const isMarginedTogether = (
  account: Pick<AccountView, 'marginMode'>,
  { base }: Pick<Instrument, 'base'>,
): boolean => account.marginMode === `${PORTFOLIO}${base}`;
