import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useDesk } from '../../data/desk-store.ts';
import { useFeed } from '../../data/feed-store.ts';
import { decimalsOf } from '../../model/fixed-point.ts';
import { formatNumber } from '../../model/format.ts';
import { Panel } from '../frame/panel.tsx';
import { Tabs } from '../frame/tabs.tsx';
import { useSize } from '../frame/use-size.ts';
import { type ChartInput, type ChartLook, paintChart } from './chart-painter.ts';

/** Below this the chart of trades says less than the one of the mark. */
const FEWEST_CANDLES = 3;
const SERIES = [
  { id: 'trades', label: 'Trades 1 min' },
  { id: 'mark', label: 'Mark 10 s' },
] as const;
type Series = (typeof SERIES)[number]['id'];

/** Candles of the selected market's trades or mark, with own orders, the position's entry and the mark. */
export const PriceChart = memo(function PriceChart() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(canvas);
  const selected = useDesk('instrument');
  const tradeCandles = useFeed('candles');
  const markCandles = useFeed('markCandles');
  const [choice, setChoice] = useState<Series | null>(null);
  const series = choice ?? (tradeCandles.length >= FEWEST_CANDLES ? 'trades' : 'mark');
  const candles = series === 'trades' ? tradeCandles : markCandles;
  const mark = useFeed('tickers')[selected]?.mark ?? null;
  const openOrders = useFeed('openOrders');
  const positions = useFeed('positions');
  const instrument = useFeed('instruments').find(({ name }) => name === selected);
  const places = decimalsOf(instrument?.tickSize ?? '0.1');
  const input = useMemo((): ChartInput => {
    const position = positions.find((held) => held.instrument === selected);
    const own = openOrders.filter((order) => order.instrument === selected);
    return {
      candles,
      mark: mark === null ? null : Number(mark),
      places,
      lines: [
        ...own.map(({ price, side, size: lots }) => ({
          price: Number(price),
          side,
          label: `${side === 'buy' ? 'Buy' : 'Sell'} ${lots}`,
        })),
        ...(position?.entry
          ? [
              {
                price: Number(position.entry),
                side: position.size.startsWith('-') ? ('sell' as const) : ('buy' as const),
                label: 'Entry',
              },
            ]
          : []),
      ],
    };
  }, [candles, mark, openOrders, positions, selected, places]);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || size.width === 0) return;
    const scale = globalThis.devicePixelRatio || 1;
    element.width = size.width * scale;
    element.height = size.height * scale;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    paintChart(context, size.width, size.height, input, readLook());
  }, [input, size]);
  const last = candles.at(-1);
  const summary = last
    ? `Open ${formatNumber(last.open, places)}, high ${formatNumber(last.high, places)}, low ${formatNumber(last.low, places)}, close ${formatNumber(last.close, places)}.`
    : 'No prices yet.';
  const seriesTabs = (
    <Tabs name="series" label="Chart series" tabs={SERIES} selected={series} onSelect={setChoice} look="block" />
  );
  return (
    <Panel title={selected} area="chart" pane="chart" actions={seriesTabs}>
      <div id="series-panel" role="tabpanel" className="chart-canvas">
        <canvas
          ref={canvas}
          className="chart-canvas"
          role="img"
          aria-label={`Price chart of ${selected}. ${summary}`}
        />
      </div>
      {candles.length === 0 ? <p className="chart-empty empty">No prices yet.</p> : null}
    </Panel>
  );
});

function readLook(): ChartLook {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: token('--text-dim'),
    line: token('--line'),
    buy: token('--buy'),
    sell: token('--sell'),
    accent: token('--accent'),
    ground: token('--ground'),
    font: token('--font'),
  };
}
