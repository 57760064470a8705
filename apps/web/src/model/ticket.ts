import { priceBand as ruleBand } from '@tenor/protocol';
import Decimal from 'decimal.js';
import { sweep } from './book.ts';
import { expiryMoment } from './expiries.ts';
import { fromPerLot, perLot } from './per-lot.ts';
import type { BookView, Instrument, Side, Ticker } from './types.ts';

export type TimeInForce = 'gtc' | 'ioc' | 'fok';

/** What the person typed. */
export interface TicketForm {
  readonly side: Side;
  readonly type: 'limit' | 'market';
  readonly price: string;
  readonly size: string;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly timeInForce: TimeInForce;
}

export const EMPTY_TICKET: TicketForm = {
  side: 'buy',
  type: 'limit',
  price: '',
  size: '',
  postOnly: false,
  reduceOnly: false,
  timeInForce: 'gtc',
};

/** An order ready to be signed. */
export interface OrderDraft {
  readonly instrument: string;
  readonly side: Side;
  readonly type: 'limit' | 'market';
  /** Limit, or the worst price of a market order. */
  readonly price: string;
  readonly size: string;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly timeInForce: TimeInForce;
  /** USD per base unit: bounds the fee of an option. */
  readonly indexPrice?: string;
}

/** A refusal that can be told before anything is sent, under the name the exchange would use. */
export interface TicketProblem {
  readonly code:
    | 'OFF_TICK'
    | 'OFF_LOT'
    | 'SIZE_OUT_OF_RANGE'
    | 'PRICE_OUT_OF_RANGE'
    | 'INVALID_PARAMS'
    | 'PRICE_BAND'
    | 'NO_MARK'
    | 'EXPIRED_INSTRUMENT';
  readonly field: 'price' | 'size' | 'form';
  readonly message: string;
}

export interface TicketReading {
  readonly draft: OrderDraft | null;
  /** Price the order would trade or rest at, for the preview. */
  readonly expectedPrice: string | null;
  /** Whether the fee preview is the taker's. */
  readonly takes: boolean;
  readonly problems: readonly TicketProblem[];
}

/** How far beyond the best price a market order may trade. */
const MARKET_SLIPPAGE = '0.005';
/** The same for an option, whose price is small and moves in large parts. */
const OPTION_SLIPPAGE = '0.05';

/** How far beyond the best price a market order of this instrument may trade, as a fraction of it. */
export const marketSlippage = ({ kind }: Pick<Instrument, 'kind'>): string =>
  kind === 'option' ? OPTION_SLIPPAGE : MARKET_SLIPPAGE;

/**
 * Checks a ticket against the instrument and the book. An empty field is incomplete, not a problem.
 * @param now Unix milliseconds
 */
export function readTicket(
  form: TicketForm,
  instrument: Instrument,
  ticker: Ticker | null,
  book: BookView | null,
  now: number,
): TicketReading {
  const problems: TicketProblem[] = [];
  if (instrument.expiresAt !== null && now >= instrument.expiresAt)
    problems.push({
      code: 'EXPIRED_INSTRUMENT',
      field: 'form',
      message: `${instrument.name} expired on ${expiryMoment(instrument.expiresAt)}. Trade a later series.`,
    });
  const size = readSize(form.size, instrument, problems);
  const opposite = (form.side === 'buy' ? book?.asks : book?.bids) ?? [];
  const price =
    form.type === 'market'
      ? worstPrice(form.side, instrument, opposite[0]?.price ?? null, ticker, problems)
      : readPrice(form.price, instrument, ticker, problems);
  const best = opposite[0]?.price;
  const crosses = price !== null && best !== undefined && isMarketable(form.side, price, best);
  const takes = form.type === 'market' || (crosses && !form.postOnly);
  if (form.postOnly && crosses && form.type === 'limit')
    problems.push({
      code: 'INVALID_PARAMS',
      field: 'price',
      message: `Post-only would trade at once. Move the price to ${form.side === 'buy' ? 'below' : 'above'} ${best}.`,
    });
  const swept = takes && size ? sweep(opposite, size) : null;
  const expectedPrice = takes ? (swept?.average ?? best ?? price) : price;
  const complete = price !== null && size !== null && problems.length === 0;
  const index = ticker?.index ?? null;
  return {
    draft: complete
      ? {
          instrument: instrument.name,
          side: form.side,
          type: form.type,
          price,
          size,
          postOnly: form.type === 'limit' && form.postOnly,
          reduceOnly: form.reduceOnly,
          timeInForce: form.type === 'market' ? 'ioc' : form.timeInForce,
          ...(instrument.kind === 'option' && index !== null && { indexPrice: index }),
        }
      : null,
    expectedPrice: expectedPrice ?? null,
    takes,
    problems,
  };
}

export const isMarketable = (side: Side, price: string, best: string): boolean =>
  side === 'buy' ? new Decimal(price).gte(best) : new Decimal(price).lte(best);

function readNumber(text: string): Decimal | null {
  const trimmed = text.trim().replaceAll(',', '');
  return /^\d+(\.\d+)?$|^\.\d+$/.test(trimmed) ? new Decimal(trimmed) : null;
}

function readSize(text: string, instrument: Instrument, problems: TicketProblem[]): string | null {
  if (text.trim() === '') return null;
  const size = readNumber(text);
  const say = (code: TicketProblem['code'], message: string) => {
    problems.push({ code, field: 'size', message });
    return null;
  };
  if (!size || size.isZero()) return say('INVALID_PARAMS', 'Enter a size above zero.');
  if (!size.mod(instrument.lotSize).isZero())
    return say('OFF_LOT', `Sizes are multiples of ${instrument.lotSize} ${instrument.base}.`);
  if (size.lt(instrument.minSize) || size.gt(instrument.maxSize))
    return say(
      'SIZE_OUT_OF_RANGE',
      `Sizes run from ${instrument.minSize} to ${instrument.maxSize} ${instrument.base}.`,
    );
  return size.toString();
}

function readPrice(text: string, instrument: Instrument, ticker: Ticker | null, problems: TicketProblem[]) {
  if (text.trim() === '') return null;
  const price = readNumber(text);
  const say = (code: TicketProblem['code'], message: string) => {
    problems.push({ code, field: 'price', message });
    return null;
  };
  if (!price || price.isZero()) return say('INVALID_PARAMS', 'Enter a price above zero.');
  if (!price.mod(instrument.tickSize).isZero())
    return say('OFF_TICK', `Prices are multiples of ${instrument.tickSize} USD.`);
  if (price.lt(instrument.minPrice) || price.gt(instrument.maxPrice))
    return say('PRICE_OUT_OF_RANGE', `Prices run from ${instrument.minPrice} to ${instrument.maxPrice} USD.`);
  const band = priceBand(instrument, ticker);
  if (band && (price.lt(band.low) || price.gt(band.high)))
    return say('PRICE_BAND', `Prices must lie between ${band.low.toFixed()} and ${band.high.toFixed()} now.`);
  return price.toString();
}

/** Prices that the rules allow a trade to have now, on the tick grid; null while mark and index are not known. */
export function priceBand(instrument: Instrument, ticker: Ticker | null): { low: Decimal; high: Decimal } | null {
  if (!ticker?.mark || !ticker.index) return null;
  const { low, high } = ruleBand(instrument.terms, perLot(ticker.mark, instrument), perLot(ticker.index, instrument));
  const tick = instrument.tickSize;
  const [lowest, highest] = [fromPerLot(low, instrument), fromPerLot(high, instrument)];
  return {
    low: Decimal.max(lowest.div(tick).ceil().times(tick), instrument.minPrice),
    high: Decimal.min(highest.div(tick).floor().times(tick), instrument.maxPrice),
  };
}

/** The price on the grid of an instrument that is nearest to any price, such as a mark. */
export function nearestTick(price: string, { tickSize, minPrice }: Instrument): string {
  const onGrid = new Decimal(price).div(tickSize).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).times(tickSize);
  return Decimal.max(onGrid, minPrice).toString();
}

function worstPrice(
  side: Side,
  instrument: Instrument,
  best: string | null,
  ticker: Ticker | null,
  problems: TicketProblem[],
): string | null {
  const reference = best ?? ticker?.mark ?? null;
  if (reference === null) {
    problems.push({
      code: 'NO_MARK',
      field: 'form',
      message: 'There is no price yet. Wait for the first oracle round.',
    });
    return null;
  }
  const slipped = new Decimal(reference).times(
    new Decimal(1)[side === 'buy' ? 'plus' : 'minus'](marketSlippage(instrument)),
  );
  const steps = slipped.div(instrument.tickSize);
  const price = (side === 'buy' ? steps.floor() : steps.ceil()).times(instrument.tickSize);
  const band = priceBand(instrument, ticker);
  return (band ? Decimal.max(band.low, Decimal.min(band.high, price)) : price).toString();
}
