import { takeQuote } from '../../data/desk-actions.ts';
import { formatNumber } from '../../model/format.ts';
import type { InstrumentGrid } from '../../model/instrument-grid.ts';
import type { ChainRow, ChainSide } from '../../model/option-chain.ts';
import type { OptionType } from '../../model/types.ts';
import { columnsOf, figureOf, OwnSize } from './chain-columns.tsx';

interface RowProps {
  readonly row: ChainRow;
  readonly index: number;
  readonly sides: readonly OptionType[];
  readonly grid: InstrumentGrid;
  /** Name of the instrument that the desk shows. */
  readonly selected: string;
  /** The quote of this row that Tab reaches; null where it is in another row. */
  readonly activeQuote: number | null;
  readonly onActive: (quote: number) => void;
}

const strikeText = (strike: string): string => formatNumber(strike, strike.split('.')[1]?.length ?? 0);

/** One strike: its call, its put, and the strike between them. */
export function ChainRowView({ row, index, sides, ...rest }: RowProps) {
  const alone = sides.length === 1;
  const strike = (
    <th key="strike" scope="row" className="chain-strike">
      {strikeText(row.strike)}
      {row.atTheMoney ? <span className="visually-hidden"> at the money</span> : null}
      {alone && row[sides[0]!]?.position ? (
        <span className="chain-own">
          <span className="visually-hidden">own position </span>
          <OwnSize size={row[sides[0]!]!.position!} />
        </span>
      ) : null}
    </th>
  );
  const cells = sides.map((type, place) => (
    <SideCells key={type} type={type} side={row[type]} alone={alone} firstQuote={place * 2} {...rest} />
  ));
  return (
    <tr data-row={index} className={row.atTheMoney ? 'chain-atm' : undefined}>
      {alone ? [strike, cells] : [cells[0], strike, cells[1]]}
    </tr>
  );
}

interface SideProps extends Omit<RowProps, 'row' | 'index' | 'sides'> {
  readonly type: OptionType;
  readonly side: ChainSide | null;
  readonly alone: boolean;
  /** Number of its bid among the quotes of the row. */
  readonly firstQuote: number;
}

function SideCells({ type, side, alone, firstQuote, grid, selected, activeQuote, onActive }: SideProps) {
  const columns = columnsOf(type, alone);
  if (!side) return columns.map(({ id }) => <td key={id} />);
  const look = `${side.inTheMoney ? 'chain-itm' : ''} ${side.instrument === selected ? 'chain-selected' : ''}`.trim();
  return columns.map(({ id }) => {
    if (id !== 'bid' && id !== 'ask')
      return (
        <td key={id} className={`${look} chain-${id}`}>
          {figureOf(id, side, grid)}
        </td>
      );
    const quote = firstQuote + (id === 'bid' ? 0 : 1);
    return (
      <td key={id} className={`${look} chain-${id}`}>
        <QuoteButton
          side={side}
          quote={quote}
          isBid={id === 'bid'}
          grid={grid}
          isActive={quote === activeQuote}
          onActive={() => onActive(quote)}
        />
      </td>
    );
  });
}

interface QuoteProps {
  readonly side: ChainSide;
  readonly quote: number;
  readonly isBid: boolean;
  readonly grid: InstrumentGrid;
  readonly isActive: boolean;
  readonly onActive: () => void;
}

/** A bid to sell at or an ask to buy at; where there is none, the ticket opens without a price. */
function QuoteButton({ side, quote, isBid, grid, isActive, onActive }: QuoteProps) {
  const price = isBid ? side.bid : side.ask;
  const isOwn = isBid ? side.ownBid : side.ownAsk;
  const text = formatNumber(price, grid.pricePlaces);
  const what = `${isBid ? 'Sell' : 'Buy'} the ${strikeText(side.strike)} ${side.optionType}`;
  return (
    <button
      type="button"
      data-quote={quote}
      className={`chain-quote ${isBid ? 'buy' : 'sell'}`}
      tabIndex={isActive ? 0 : -1}
      aria-label={`${what}${price === null ? `, no ${isBid ? 'bid' : 'ask'}` : ` at ${text}`}${isOwn ? ', you have an order here' : ''}`}
      title={isOwn ? 'You have an order on this side' : undefined}
      onFocus={onActive}
      onClick={() => takeQuote(side.instrument, isBid ? 'sell' : 'buy', price)}
    >
      {isOwn ? <span className="chain-order" aria-hidden="true" /> : null}
      {text}
    </button>
  );
}
