import type { Candle } from '../../model/types.ts';

/** Colours and sizes of a chart, read from the design tokens. */
export interface ChartLook {
  readonly text: string;
  readonly line: string;
  readonly buy: string;
  readonly sell: string;
  readonly accent: string;
  readonly ground: string;
  readonly font: string;
}

export interface ChartInput {
  readonly candles: readonly Candle[];
  readonly mark: number | null;
  /** Price lines of own orders and positions. */
  readonly lines: readonly { readonly price: number; readonly label: string; readonly side: 'buy' | 'sell' }[];
  readonly places: number;
}

const AXIS_WIDTH = 74;
const TIME_HEIGHT = 20;
const VOLUME_SHARE = 0.16;
const SLOT = 9;

/** Paints candles, volume and price lines. Plot coordinates are pixels: the only place where prices become floats. */
export function paintChart(
  canvas: CanvasRenderingContext2D,
  width: number,
  height: number,
  input: ChartInput,
  look: ChartLook,
): void {
  canvas.clearRect(0, 0, width, height);
  canvas.font = `11px ${look.font}`;
  const plotWidth = width - AXIS_WIDTH;
  const plotHeight = height - TIME_HEIGHT;
  const shown = input.candles.slice(-Math.max(1, Math.floor((plotWidth - 12) / SLOT))).map(toNumbers);
  if (shown.length === 0) return;
  const volumeShare = shown.some(({ volume }) => volume > 0) ? VOLUME_SHARE : 0;
  const range = priceRange(shown, input);
  const priceY = (price: number) =>
    10 + ((range.high - price) / (range.high - range.low)) * (plotHeight * (1 - volumeShare) - 14);
  const slotX = (index: number) => plotWidth - (shown.length - index) * SLOT - 4;
  paintGrid(canvas, { plotWidth, plotHeight, range, priceY, places: input.places }, look);
  paintTimes(canvas, shown, slotX, plotHeight, look);
  const largest = Math.max(...shown.map(({ volume }) => volume), 1e-12);
  for (const [index, candle] of shown.entries()) {
    const colour = candle.close >= candle.open ? look.buy : look.sell;
    const x = slotX(index);
    const bar = (candle.volume / largest) * plotHeight * volumeShare;
    canvas.globalAlpha = 0.28;
    canvas.fillStyle = colour;
    canvas.fillRect(x, plotHeight - bar, SLOT - 3, bar);
    canvas.globalAlpha = 1;
    canvas.fillRect(
      x + (SLOT - 3) / 2 - 0.5,
      priceY(candle.high),
      1,
      Math.max(1, priceY(candle.low) - priceY(candle.high)),
    );
    const top = priceY(Math.max(candle.open, candle.close));
    canvas.fillRect(x, top, SLOT - 3, Math.max(1, priceY(Math.min(candle.open, candle.close)) - top));
  }
  for (const { price, label, side } of input.lines)
    paintLine(
      canvas,
      { y: priceY(price), plotWidth, colour: look[side], text: priceText(price, input.places), label },
      look,
    );
  if (input.mark !== null)
    paintLine(
      canvas,
      {
        y: priceY(input.mark),
        plotWidth,
        colour: look.accent,
        text: priceText(input.mark, input.places),
        label: 'Mark',
      },
      look,
    );
}

const toNumbers = (candle: Candle) => ({
  time: candle.time,
  open: Number(candle.open),
  high: Number(candle.high),
  low: Number(candle.low),
  close: Number(candle.close),
  volume: Number(candle.volume),
});
type Bar = ReturnType<typeof toNumbers>;
interface Range {
  readonly low: number;
  readonly high: number;
}

function priceRange(shown: readonly Bar[], { mark }: ChartInput): Range {
  const low = Math.min(...shown.map((bar) => bar.low), mark ?? Number.POSITIVE_INFINITY);
  const high = Math.max(...shown.map((bar) => bar.high), mark ?? 0);
  const margin = Math.max((high - low) * 0.08, high * 0.0002);
  return { low: low - margin, high: high + margin };
}

interface Grid {
  readonly plotWidth: number;
  readonly plotHeight: number;
  readonly range: Range;
  readonly priceY: (price: number) => number;
  readonly places: number;
}

function paintGrid(
  canvas: CanvasRenderingContext2D,
  { plotWidth, plotHeight, range, priceY, places }: Grid,
  look: ChartLook,
): void {
  const step = niceStep((range.high - range.low) / Math.max(2, plotHeight / 56));
  // Marks lie between ticks: a grid finer than the tick needs more places than a price has.
  const gridPlaces = Math.max(places, Math.ceil(-Math.log10(step)));
  canvas.textAlign = 'left';
  canvas.textBaseline = 'middle';
  for (let price = Math.ceil(range.low / step) * step; price < range.high; price += step) {
    const y = Math.round(priceY(price)) + 0.5;
    if (y > plotHeight - 6) continue;
    canvas.fillStyle = look.line;
    canvas.fillRect(0, y - 0.5, plotWidth, 1);
    canvas.fillStyle = look.text;
    canvas.fillText(priceText(price, gridPlaces), plotWidth + 8, y);
  }
}

function paintTimes(
  canvas: CanvasRenderingContext2D,
  shown: readonly Bar[],
  slotX: (index: number) => number,
  plotHeight: number,
  look: ChartLook,
): void {
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
  const every = 12;
  for (const [index, bar] of shown.entries()) {
    const x = slotX(index);
    if ((shown.length - index) % every !== 0 || x < 20) continue;
    canvas.fillStyle = look.line;
    canvas.fillRect(Math.round(x + 3), 0, 1, plotHeight);
    canvas.fillStyle = look.text;
    canvas.fillText(
      new Date(bar.time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }),
      x + 3,
      plotHeight + TIME_HEIGHT / 2,
    );
  }
}

interface PriceLine {
  readonly y: number;
  readonly plotWidth: number;
  readonly colour: string;
  readonly text: string;
  readonly label: string;
}

function paintLine(
  canvas: CanvasRenderingContext2D,
  { y, plotWidth, colour, text, label }: PriceLine,
  look: ChartLook,
): void {
  canvas.strokeStyle = colour;
  canvas.setLineDash([3, 3]);
  canvas.beginPath();
  canvas.moveTo(0, Math.round(y) + 0.5);
  canvas.lineTo(plotWidth, Math.round(y) + 0.5);
  canvas.stroke();
  canvas.setLineDash([]);
  canvas.fillStyle = colour;
  canvas.fillRect(plotWidth, y - 9, AXIS_WIDTH, 18);
  canvas.fillStyle = look.ground;
  canvas.textAlign = 'left';
  canvas.textBaseline = 'middle';
  canvas.fillText(text, plotWidth + 8, y + 0.5);
  canvas.fillStyle = colour;
  canvas.textBaseline = 'bottom';
  canvas.fillText(label, 8, y - 3);
}

const priceText = (price: number, places: number): string =>
  price.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((multiple) => multiple * power >= rough) ?? 10);
}
