import {
  BITS,
  isOption,
  MAINTENANCE_FRACTION_BITS,
  MARGIN_FRACTION_BITS,
  type MarginedAccount,
  type MarginState,
  type MarketTerms,
  marginState,
  scenarioFigures,
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
  /** Mark, index price of the underlying and prices in every scenario (an empty list of no option), µUSD per lot; null before the first round. */
  readonly prices: { readonly mark: bigint; readonly index: bigint; readonly scenarios: readonly bigint[] } | null;
}

type HealthAccount = Omit<MarginedAccount, 'positions'>;

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

/** The account with this cash at the marks of now, by the rules; null where a mark of what it holds is not known. */
function marginStateOf(collateral: bigint, marginMode: number, held: readonly PricedPosition[]): MarginState | null {
  const open = held.filter(({ position }) => position.size !== 0n);
  if (open.some(({ prices }) => prices === null)) return null;
  const figures = new Map(
    open.map(({ terms, prices }) => {
      const { mark, index, scenarios } = prices!;
      return [terms.instrument, scenarioFigures(terms, mark, index, scenarios)];
    }),
  );
  const positions = open.map(({ terms, position }) => ({
    instrument: terms.instrument,
    size: position.size,
    snapshot: position.indexSnapshot,
  }));
  return marginState({ collateral, marginMode, positions }, (instrument) => figures.get(instrument)!);
}

function figuresOf(collateral: bigint, mode: number, held: readonly PricedPosition[]): AccountFigures | null {
  const state = marginStateOf(collateral, mode, held);
  if (!state) return null;
  const { equity, margin, maintenance } = state;
  const initialMargin = ceilShift(margin, MARGIN_FRACTION_BITS);
  const ratio = maintenance === 0n ? null : floorDivide((equity * PPM) << MAINTENANCE_FRACTION_BITS, maintenance);
  return {
    equity,
    initialMargin,
    maintenanceMargin: ceilShift(maintenance, MAINTENANCE_FRACTION_BITS),
    freeCollateral: equity - initialMargin,
    collateralRatioPpm: ratio,
    unrealizedPnl: equity - collateral - sum(held.map(({ position }) => position.cost)),
  };
}

/**
 * Moving one mark alone says nothing where an option of the same underlying is held, which moves with it; and where anything else of the underlying is that is
 * margined together with it.
 */
const movesAlone = (priced: PricedPosition, all: readonly PricedPosition[], mode: number): boolean =>
  !all.some(
    (other) =>
      other !== priced &&
      other.position.size !== 0n &&
      other.terms.underlying === priced.terms.underlying &&
      (isOption(other.terms) || mode === priced.terms.underlying),
  );

function liquidationPriceOf(
  priced: PricedPosition,
  all: readonly PricedPosition[],
  account: HealthAccount,
): bigint | null {
  const { position, terms, prices } = priced;
  const { collateral, marginMode } = account;
  if (prices === null || !movesAlone(priced, all, marginMode)) return null;
  const others = all.filter((other) => other !== priced);
  const rest = marginStateOf(collateral, marginMode, others);
  return rest && liquidationPrice({ ...rest, marginMode }, position.size, terms, prices.mark);
}

function reportPosition(
  priced: PricedPosition,
  all: readonly PricedPosition[],
  account: HealthAccount,
): PositionReport {
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
    liquidationPrice: liquidationPriceOf(priced, all, account),
  };
}

/**
 * What an account is worth, from its net deposits, its margin mode, its positions with their markets and what expired ones have brought.
 * Cash rounds down once here and once a visit in the exchange, so the two may differ by a µUSD for each visit.
 */
export function reportHealth(
  account: number,
  { netDeposits, marginMode, past }: { netDeposits: bigint; marginMode: number; past: PastResult },
  held: readonly PricedPosition[],
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
    figures: figuresOf(collateral, marginMode, held),
    realizedPnl,
    fees,
    fundingReceived,
    positions: held.map((priced) => reportPosition(priced, held, { collateral, marginMode })),
  };
}
