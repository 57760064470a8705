import { BITS, holding, MARGIN_FRACTION_BITS, type MarketTerms, marketFigures, type Risk } from '@tenor/protocol';
import type { AccountFigures, HealthReport, PositionReport } from './health-report.ts';
import { liquidationPrice } from './liquidation-price.ts';
import { entryPrice, fundingUpTo, type OpenPosition } from './open-position.ts';

const INDEX_FRACTION = BigInt(BITS.cashIndexFraction);
const PPM = 1_000_000n;

/** A position with its market as of now. */
export interface PricedPosition {
  readonly position: OpenPosition;
  readonly terms: MarketTerms;
  /** µUSD per lot × 2^24. */
  readonly index: bigint;
  /** µUSD per lot; null before the first round. */
  readonly mark: bigint | null;
}

const ceilShift = (value: bigint, bits: bigint): bigint => -(-value >> bits);
const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

const riskOf = ({ position, terms, mark }: PricedPosition): Risk =>
  position.size === 0n || mark === null
    ? { value: 0n, margin: 0n }
    : holding(position.size, marketFigures(terms, mark));

function figuresOf(collateral: bigint, held: readonly PricedPosition[]): AccountFigures | null {
  if (held.some(({ position, mark }) => position.size !== 0n && mark === null)) return null;
  const risks = held.map(riskOf);
  const value = sum(risks.map((risk) => risk.value));
  const margin = sum(risks.map((risk) => risk.margin));
  const equity = collateral + value;
  const initialMargin = ceilShift(margin, MARGIN_FRACTION_BITS);
  const ratio = margin === 0n ? null : (equity * PPM) << (MARGIN_FRACTION_BITS + 1n);
  return {
    equity,
    initialMargin,
    maintenanceMargin: ceilShift(margin, MARGIN_FRACTION_BITS + 1n),
    freeCollateral: equity - initialMargin,
    collateralRatioPpm: ratio === null ? null : (ratio - (((ratio % margin) + margin) % margin)) / margin,
    unrealizedPnl: value - sum(held.map(({ position }) => position.cost)),
  };
}

function reportPosition(priced: PricedPosition, all: readonly PricedPosition[], collateral: bigint): PositionReport {
  const { position, terms, index, mark } = priced;
  const { size, cost, realizedPnl, fees } = position;
  const others = all.filter((other) => other !== priced).map(riskOf);
  const rest = {
    equity: collateral + sum(others.map(({ value }) => value)),
    margin: sum(others.map(({ margin }) => margin)),
  };
  const known = mark !== null && figuresOf(collateral, all) !== null;
  return {
    instrument: terms.instrument,
    size,
    entryPrice: entryPrice(position),
    mark,
    notional: mark === null ? null : (size < 0n ? -size : size) * mark,
    unrealizedPnl: mark === null ? null : size * mark - cost,
    realizedPnl,
    fees,
    fundingReceived: fundingUpTo(position, index) >> INDEX_FRACTION,
    liquidationPrice: known ? liquidationPrice(rest, size, terms, mark) : null,
  };
}

/**
 * What an account is worth, from its net deposits and its positions with their markets.
 * Cash rounds down once here and once a visit in the exchange, so the two may differ by a µUSD for each visit.
 */
export function reportHealth(account: number, netDeposits: bigint, held: readonly PricedPosition[]): HealthReport {
  const funding = sum(held.map(({ position, index }) => fundingUpTo(position, index)));
  const realizedPnl = sum(held.map(({ position }) => position.realizedPnl));
  const fees = sum(held.map(({ position }) => position.fees));
  const cost = sum(held.map(({ position }) => position.cost));
  const fundingReceived = funding >> INDEX_FRACTION;
  const collateral = netDeposits + realizedPnl - cost - fees + fundingReceived;
  return {
    account,
    collateral,
    netDeposits,
    figures: figuresOf(collateral, held),
    realizedPnl,
    fees,
    fundingReceived,
    positions: held.map((priced) => reportPosition(priced, held, collateral)),
  };
}
