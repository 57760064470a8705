import { formatNumber } from '../../model/format.ts';
import type { OptionOrder } from '../../model/option-payoff.ts';
import { type PayoffPoint, payoffCurve } from '../../model/payoff-curve.ts';

const WIDTH = 276;
const HEIGHT = 84;
const PADDING = 8;

interface ChartProps {
  readonly order: OptionOrder;
  /** USD per base unit, as is the index. */
  readonly breakEven: string;
  readonly index: string | null;
}

/** Profit and loss of an order at expiry over the price of the underlying, with break-even and the index of now. */
export function PayoffChart({ order, breakEven, index }: ChartProps) {
  const points = payoffCurve(order, breakEven, index);
  const { x, y } = scales(points);
  const zero = y(0);
  const path = points.map(({ price, profit }) => `${x(price)},${y(profit)}`).join(' ');
  const ends = [points[0]!, points.at(-1)!];
  const area = `${x(ends[0]!.price)},${zero} ${path} ${x(ends[1]!.price)},${zero}`;
  return (
    <svg
      className="payoff"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Profit at expiry: none at ${formatNumber(breakEven, 0)} USD`}
    >
      <clipPath id="payoff-gain">
        <rect x="0" y="0" width={WIDTH} height={zero} />
      </clipPath>
      <clipPath id="payoff-loss">
        <rect x="0" y={zero} width={WIDTH} height={HEIGHT - zero} />
      </clipPath>
      <polygon points={area} className="payoff-gain" clipPath="url(#payoff-gain)" />
      <polygon points={area} className="payoff-loss" clipPath="url(#payoff-loss)" />
      <line x1={0} x2={WIDTH} y1={zero} y2={zero} className="payoff-zero" />
      {index === null ? null : (
        <line x1={x(Number(index))} x2={x(Number(index))} y1={0} y2={HEIGHT} className="payoff-index" />
      )}
      <polyline points={path} className="payoff-line" />
      <circle cx={x(Number(breakEven))} cy={zero} r={3} className="payoff-even" />
    </svg>
  );
}

function scales(points: readonly PayoffPoint[]) {
  const prices = points.map(({ price }) => price);
  const profits = [...points.map(({ profit }) => profit), 0];
  const [left, right] = [Math.min(...prices), Math.max(...prices)];
  const [bottom, top] = [Math.min(...profits), Math.max(...profits)];
  const share = (value: number, from: number, to: number): number => (to === from ? 0.5 : (value - from) / (to - from));
  return {
    x: (price: number): number => share(price, left, right) * WIDTH,
    y: (profit: number): number => HEIGHT - PADDING - share(profit, bottom, top) * (HEIGHT - 2 * PADDING),
  };
}
