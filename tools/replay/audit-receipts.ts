import type { MarketTerms, OracleRound } from '@tenor/protocol';
import { formatDecimal, type LiquidationJson, USD_DECIMALS } from '@tenor/sdk';
import { symbolOf } from '../../services/matcher/src/sequencer/series-symbol.ts';
import { underlyingOf } from '../../services/matcher/src/sequencer/underlyings.ts';

/** What a receipt tells of the round that it was judged at: of a liquidation, or of a deleveraging. */
export type ToldPrices = Pick<
  LiquidationJson,
  'account' | 'instrument' | 'oracle_round' | 'mark_price' | 'index_prices' | 'scenario_prices'
>;

export type ReceiptRefusal =
  /** It names a later round than the last one of its batch. */
  'ROUND_TOO_LATE' | 'UNKNOWN_INSTRUMENT' | 'MARK_DIFFERS' | 'INDEX_DIFFERS' | 'SCENARIO_PRICES_DIFFER';

/** One receipt, held against the round that it names. */
export interface ReceiptFinding {
  readonly batch: number;
  readonly account: number;
  readonly round: number;
  /** Whether that round is among those of the batch: else it went on to a later one, and nothing tells what was in it. */
  readonly kept: boolean;
  readonly refusal: ReceiptRefusal | null;
}

/** Terms by the name that receipts have for the instrument. */
export function termsByName(markets: Iterable<MarketTerms | null>): Map<string, MarketTerms> {
  const names = new Map<string, MarketTerms>();
  const listed = [...markets].flatMap((terms) => (terms ? [terms] : []));
  for (const terms of listed.sort((a, b) => a.instrument - b.instrument)) {
    const symbol = symbolOf(terms);
    if (!names.has(symbol)) names.set(symbol, terms);
    // The later one of two with the same series.
    names.set(`${symbol}-${terms.instrument}`, terms);
  }
  return names;
}

/** USD for one unit, as the API writes it, of µUSD per lot. */
const usdText = (price: bigint, underlying: number): string =>
  formatDecimal(price, USD_DECIMALS - underlyingOf(underlying).lotDecimals);

function differenceOf(
  receipt: ToldPrices,
  round: OracleRound,
  names: ReadonlyMap<string, MarketTerms>,
): ReceiptRefusal | null {
  const rowOf = ({ instrument }: MarketTerms): number => round.instruments.indexOf(instrument);
  const terms = names.get(receipt.instrument);
  if (!terms || rowOf(terms) < 0) return 'UNKNOWN_INSTRUMENT';
  if (receipt.mark_price !== usdText(round.marks[rowOf(terms)]!, terms.underlying)) return 'MARK_DIFFERS';
  const sameIndex = round.index.every(
    (price, place) => receipt.index_prices[underlyingOf(place + 1).name] === usdText(price, place + 1),
  );
  if (!sameIndex) return 'INDEX_DIFFERS';
  const samePrices = Object.entries(receipt.scenario_prices).every(([name, told]) => {
    const option = names.get(name);
    const prices = option && round.scenarioPrices[rowOf(option)];
    return prices?.map((price) => usdText(price, option!.underlying)).join() === told.join();
  });
  return samePrices ? null : 'SCENARIO_PRICES_DIFFER';
}

/**
 * Whether a receipt tells what the round that it names says. Nothing is judged by its word: the batch is judged at its last round, which may be a later one.
 * @param rounds those of its batch, oldest first, checked by `auditRounds`
 * @param names instruments that were listed before the batch or after it (`termsByName`)
 */
export function auditReceipt(
  batch: number,
  receipt: ToldPrices,
  rounds: readonly OracleRound[],
  names: ReadonlyMap<string, MarketTerms>,
): ReceiptFinding {
  const { account, oracle_round } = receipt;
  const named = rounds.find(({ round }) => round === oracle_round);
  const finding = { batch, account, round: oracle_round, kept: named !== undefined };
  if (named) return { ...finding, refusal: differenceOf(receipt, named, names) };
  return { ...finding, refusal: oracle_round > rounds.at(-1)!.round ? 'ROUND_TOO_LATE' : null };
}
