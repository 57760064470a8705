import {
  BITS,
  holding,
  isOption,
  MAINTENANCE_FRACTION_BITS,
  MARGIN_FRACTION_BITS,
  type MarketTerms,
  marketFigures,
  type Risk,
} from '@tenor/protocol';
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
  readonly cashIndex: bigint;
  /** Mark and index price of the underlying, µUSD per lot; null before the first round. */
  readonly prices: { readonly mark: bigint; readonly index: bigint } | null;
}

/** What positions in expired instruments have brought, µUSD, funding × 2^24. */
export interface PastResult {
  readonly realizedPnl: bigint;
  readonly fees: bigint;
  readonly fundingReceived: bigint;
}

const ceilShift = (value: bigint, bits: bigint): bigint => -(-value >> bits);
/** For a positive divisor. */
const floorDivide = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;
const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

const riskOf = ({ position, terms, prices }: PricedPosition): Risk =>
  position.size === 0n || prices === null
    ? { value: 0n, margin: 0n, maintenance: 0n }
    : holding(position.size, marketFigures(terms, prices.mark, prices.index));

function figuresOf(collateral: bigint, held: readonly PricedPosition[]): AccountFigures | null {
  if (held.some(({ position, prices }) => position.size !== 0n && prices === null)) return null;
  const risks = held.map(riskOf);
  const value = sum(risks.map((risk) => risk.value));
  const margin = sum(risks.map((risk) => risk.margin));
  const maintenance = sum(risks.map((risk) => risk.maintenance));
  const equity = collateral + value;
  const initialMargin = ceilShift(margin, MARGIN_FRACTION_BITS);
  const ratio = maintenance === 0n ? null : floorDivide((equity * PPM) << MAINTENANCE_FRACTION_BITS, maintenance);
  return {
    equity,
    initialMargin,
    maintenanceMargin: ceilShift(maintenance, MAINTENANCE_FRACTION_BITS),
    freeCollateral: equity - initialMargin,
    collateralRatioPpm: ratio,
    unrealizedPnl: value - sum(held.map(({ position }) => position.cost)),
  };
}

/** Moving one mark alone says nothing where an option of the same underlying is held: it moves with it. */
const movesAlone = ({ terms }: PricedPosition, all: readonly PricedPosition[]): boolean =>
  !all.some(
    (other) => other.position.size !== 0n && isOption(other.terms) && other.terms.underlying === terms.underlying,
  );

function liquidationPriceOf(priced: PricedPosition, all: readonly PricedPosition[], collateral: bigint): bigint | null {
  const { position, terms, prices } = priced;
  if (prices === null || figuresOf(collateral, all) === null || !movesAlone(priced, all)) return null;
  const others = all.filter((other) => other !== priced).map(riskOf);
  const rest = {
    equity: collateral + sum(others.map(({ value }) => value)),
    maintenance: sum(others.map(({ maintenance }) => maintenance)),
  };
  return liquidationPrice(rest, position.size, terms, prices.mark);
}

function reportPosition(priced: PricedPosition, all: readonly PricedPosition[], collateral: bigint): PositionReport {
  const { position, terms, cashIndex, prices } = priced;
  const { size, cost, realizedPnl, fees } = position;
  const mark = prices?.mark ?? null;
  return {
    instrument: terms.instrument,
    size,
    entryPrice: entryPrice(position),
    mark,
    notional: mark === null ? null : (size < 0n ? -size : size) * mark,
    unrealizedPnl: mark === null ? null : size * mark - cost,
    realizedPnl,
    fees,
    fundingReceived: fundingUpTo(position, cashIndex) >> INDEX_FRACTION,
    liquidationPrice: liquidationPriceOf(priced, all, collateral),
  };
}

/**
 * What an account is worth, from its net deposits, its positions with their markets and what expired ones have brought.
 * Cash rounds down once here and once a visit in the exchange, so the two may differ by a µUSD for each visit.
 */
export function reportHealth(
  account: number,
  netDeposits: bigint,
  held: readonly PricedPosition[],
  past: PastResult,
): HealthReport {
  const funding = past.fundingReceived + sum(held.map(({ position, cashIndex }) => fundingUpTo(position, cashIndex)));
  const realizedPnl = past.realizedPnl + sum(held.map(({ position }) => position.realizedPnl));
  const fees = past.fees + sum(held.map(({ position }) => position.fees));
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
