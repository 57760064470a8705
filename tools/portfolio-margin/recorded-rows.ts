import { defaultTemplates } from '../../contracts/tooling/listing-template.ts';
import {
  INSTRUMENT_KIND,
  type MarketTerms,
  marketFigures,
  type ScenarioFigures,
  scenarioValues,
} from '../../packages/protocol/src/index.ts';
import { GENESIS_TERMS } from '../../packages/protocol/src/state/genesis.ts';
import {
  black76Price,
  fitSurface,
  markedVolatilities,
  optionMarks,
  type RecordedOption,
  recordedQuotes,
  scenarioPrices,
  surfaceVolatility,
} from '../../services/margin-engine/src/index.ts';

/** One instrument as the exchange would list it at the moment of a recorded chain. */
export interface RecordedRow {
  readonly name: string;
  readonly kind: 'perpetual' | 'future' | 'call' | 'put';
  /** µUSD per lot; 0 where the kind has none. */
  readonly strike: number;
  /** Unix seconds; 0 of a perpetual. */
  readonly expiry: number;
  readonly years: number;
  readonly figures: ScenarioFigures;
  /** Value of one lot, µUSD, after a relative move of the price and with the volatility of its strike times `factor`. */
  valueAfter(move: number, factor: number): number;
}

/** The rows of a chain, and the index price in µUSD per lot. */
export interface RecordedRows {
  readonly index: bigint;
  readonly rows: readonly RecordedRow[];
}

/** Lots of one coin as the exchange has them: 0.0001 BTC, 0.001 ETH. */
const LOTS: Readonly<Record<string, number>> = { BTC: 10_000, ETH: 1_000 };
export const lotsOfCoin = (currency: string): bigint => BigInt(LOTS[currency]!);

/** Terms of the rows: those of genesis, and those that series are listed with. */
function termsOf(currency: string) {
  const underlying = currency === 'BTC' ? 1 : 2;
  const perpetual = GENESIS_TERMS.find((terms) => terms.underlying === underlying)!;
  const template = (of: 'future' | 'option') =>
    defaultTemplates(2).find((one) => one.underlying === underlying && one.class === of)!.terms;
  return (kind: RecordedRow['kind'], strike: bigint): MarketTerms => {
    if (kind === 'perpetual') return perpetual;
    const { imRate, slopeRate, bandRate, floorRate, openInterestCap } = template(
      kind === 'future' ? 'future' : 'option',
    );
    const rates = { imRate: BigInt(imRate), slopeRate: BigInt(slopeRate), bandRate: BigInt(bandRate) };
    return {
      ...perpetual,
      kind: INSTRUMENT_KIND[kind],
      strike,
      ...rates,
      floorRate: BigInt(floorRate),
      openInterestCap,
    };
  };
}

interface Described {
  readonly kind: RecordedRow['kind'];
  readonly strike: number;
  readonly expiry: number;
  readonly years: number;
}

const nameOf = ({ kind, strike, expiry }: Described, perUsd: number): string => {
  if (kind === 'perpetual') return 'perpetual';
  const day = new Date(expiry * 1000).toISOString().slice(5, 10);
  return kind === 'future' ? `future ${day}` : `${kind} ${strike / perUsd} ${day}`;
};

/**
 * Fits the surface to the quotes of one currency and marks a perpetual at the index, a future for every expiry, and every recorded series, by the code that
 * marks the exchange's own. At most `expiries` of them, nearest first, none closer than `leastDays`.
 */
export function recordedRows(options: readonly RecordedOption[], expiries: number, leastDays: number): RecordedRows {
  const currency = options[0]!.currency;
  const perUsd = 1e6 / LOTS[currency]!;
  const index = BigInt(Math.round(options[0]!.index * perUsd));
  const terms = termsOf(currency);
  const surface = fitSurface(recordedQuotes(options));
  const row = (
    described: Described,
    mark: bigint,
    prices: readonly bigint[],
    valueAfter: RecordedRow['valueAfter'],
  ) => {
    const of = terms(described.kind, BigInt(described.strike));
    const figures = { ...marketFigures(of, mark, index), underlying: of.underlying };
    const values = scenarioValues(of, mark, prices);
    return { name: nameOf(described, perUsd), ...described, figures: { ...figures, values }, valueAfter };
  };
  const linear = (described: Described, mark: bigint): RecordedRow =>
    row(described, mark, [], (move) => Number(mark) * (1 + move));
  const chosen = surface.slices.filter(({ years }) => years * 365 >= leastDays).slice(0, expiries);
  const dated = chosen.flatMap(({ expiry, years, forward }) => {
    const price = BigInt(Math.round(forward.price * perUsd));
    const usd = [...new Set(options.filter((one) => one.expiry === expiry).map(({ strike }) => strike))];
    usd.sort((a, b) => a - b);
    const series = { forward: price, strikes: usd.map((strike) => BigInt(Math.round(strike * perUsd))), years };
    const surfaceAt = (k: number): number => surfaceVolatility(surface, k, years);
    const marks = optionMarks(series, surfaceAt);
    const volatilities = markedVolatilities(series, marks, surfaceAt);
    const tables = scenarioPrices(series, (_, strike) => volatilities[series.strikes.indexOf(strike)]!);
    const optionRow = (kind: 'call' | 'put', place: number): RecordedRow => {
      const strike = Number(series.strikes[place]!);
      const volatility = volatilities[place]!;
      const sides = kind === 'call' ? 'calls' : 'puts';
      const after = (move: number, factor: number): number =>
        black76Price({ kind, forward: Number(price) * (1 + move), strike, years }, volatility * factor);
      const described = { kind, strike, expiry, years };
      return row(described, marks[sides][place]!, tables[sides][place]!, after);
    };
    return [
      linear({ kind: 'future', strike: 0, expiry, years }, price),
      ...usd.flatMap((_, place) => [optionRow('call', place), optionRow('put', place)]),
    ];
  });
  return { index, rows: [linear({ kind: 'perpetual', strike: 0, expiry: 0, years: 0 }, index), ...dated] };
}
