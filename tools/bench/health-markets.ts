import { INSTRUMENT_KIND, type Market, type ScenarioFigures, scenarioFigures } from '@tenor/protocol';
import { black76Price, scenarioPrices } from '../../services/margin-engine/src/index.ts';

const KIND = INSTRUMENT_KIND;
const VOLATILITY = 0.6;
const YEARS = [7 / 365, 28 / 365] as const;
/** Of a lot at the start, µUSD: BTC and ETH. */
const FIRST_INDEX = [9_500_000, 2_800_000] as const;

/** What is listed of each of two underlyings: the perpetual, a future, and calls and puts of two expiries at these parts of the first index. */
const BOARD = [
  { kind: KIND.perpetual, strike: 0, expiry: 0 },
  { kind: KIND.future, strike: 0, expiry: 1 },
  { kind: KIND.call, strike: 1, expiry: 0 },
  { kind: KIND.call, strike: 1.1, expiry: 0 },
  { kind: KIND.call, strike: 1.2, expiry: 1 },
  { kind: KIND.put, strike: 1, expiry: 0 },
  { kind: KIND.put, strike: 0.9, expiry: 0 },
  { kind: KIND.put, strike: 0.8, expiry: 1 },
] as const;
const ROWS = FIRST_INDEX.flatMap((_, underlying) => BOARD.map((series) => ({ ...series, underlying })));

/** Instruments of every kind, of two underlyings; instrument i is in row i − 1. */
export const HEALTH_MARKETS: readonly Market[] = ROWS.map(({ kind, strike, underlying, expiry }, row) => {
  const isOption = kind === KIND.call || kind === KIND.put;
  return {
    instrument: row + 1,
    kind,
    underlying: underlying + 1,
    status: 1,
    strike: BigInt(Math.round(strike * FIRST_INDEX[underlying]!)),
    expiryHour: kind === KIND.perpetual ? 0 : 500_000 + 24 * (1 + expiry),
    imRate: isOption ? 157_287n : 52_429n,
    slopeRate: isOption ? 0n : 721n,
    bandRate: 52_429n,
    fundingCapRate: kind === KIND.perpetual ? 671_088n : 0n,
    openInterestCap: 100_000_000n,
    floorRate: isOption ? 104_858n : 0n,
    indexLong: BigInt(row) << 40n,
    indexShort: BigInt(row) << 40n,
    openInterest: 0n,
    lastMark: 0n,
    lastFundingHour: 0,
  };
});

const markAt = (fair: number, noise: number): bigint => BigInt(Math.max(1, Math.round(fair * noise)));

/** Margin figures of every row, with its scenarios, where the underlyings have moved by these factors, and every mark beside that by its own. */
export function figuresAfter(moves: readonly number[], noise: (row: number) => number = () => 1): ScenarioFigures[] {
  return HEALTH_MARKETS.map((market, row) => {
    const { underlying, kind, expiry } = ROWS[row]!;
    const index = FIRST_INDEX[underlying]! * moves[underlying]!;
    const [price, years] = [BigInt(Math.round(index)), YEARS[expiry]];
    if (market.strike === 0n) return scenarioFigures(market, markAt(index, noise(row)), price, []);
    const type = kind === KIND.call ? 'call' : 'put';
    const fair = black76Price({ kind: type, forward: index, strike: Number(market.strike), years }, VOLATILITY);
    const { calls, puts } = scenarioPrices({ forward: price, strikes: [market.strike], years }, () => VOLATILITY);
    return scenarioFigures(market, markAt(fair, noise(row)), price, (type === 'call' ? calls : puts)[0]!);
  });
}
