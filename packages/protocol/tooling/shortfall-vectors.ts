import {
  counterpartyRefusal,
  deleveragedLots,
  HOLDING_MARGIN_BITS,
  insuredEquity,
  LEVY_DUST,
  leastLevyStep,
  levyCap,
  levyCash,
  liquidationRefusal,
  MAINTENANCE_FRACTION_BITS,
  MARGIN_FRACTION_BITS,
  type MarginState,
  type MarketFigures,
  shortfallRefusal,
} from '../src/index.ts';

const USD = 1_000_000n;
/** One µUSD of the initial margin of lots. */
const UNIT = 1n << HOLDING_MARGIN_BITS;
const WHOLE = 1n << 32n;

/** $10 with an initial margin of 50 cents. */
const PERPETUAL: MarketFigures = {
  mark: 10n * USD,
  im: 500_000n * UNIT,
  mm: 500_000n * UNIT,
  slope: 0n,
  option: false,
};
const OPTION: MarketFigures = { mark: 40_000n, im: 540_000n * UNIT, mm: 0n, slope: 0n, option: true };
const WIDEST: MarketFigures = { mark: 2n ** 36n - 1n, im: 2n ** 57n - 1n, mm: 0n, slope: 0n, option: false };
const CAP = levyCap(PERPETUAL, true);
const PREMIUM_CAP = levyCap(OPTION, false);

interface LevyCase {
  readonly name: string;
  readonly figures: MarketFigures;
  /** Whether the winners hold short positions. */
  readonly short: boolean;
  readonly openInterest: bigint;
  readonly levyStep: bigint;
  /** µUSD that are paid off of the debt. */
  readonly paid: bigint;
  /** Of a deleveraging, µUSD per lot. */
  readonly price: bigint;
}
const plain: LevyCase = {
  name: 'half of the cap',
  figures: PERPETUAL,
  short: true,
  openInterest: 1500n,
  levyStep: CAP / 2n,
  paid: 90n * USD,
  price: PERPETUAL.mark,
};
const ofOption = { figures: OPTION, price: OPTION.mark };
const LEVIES: readonly LevyCase[] = [
  plain,
  { ...plain, name: 'rounded down', openInterest: 1499n, levyStep: CAP - 12_345n },
  { ...plain, name: 'the cap', levyStep: CAP },
  { ...plain, name: 'beyond the cap', levyStep: CAP + 1n },
  { ...plain, name: 'above the mark below the cap', price: PERPETUAL.mark + 1n },
  { ...plain, name: 'above the mark at the cap', levyStep: CAP, price: PERPETUAL.mark + 1n },
  { ...plain, name: 'below the mark for shorts', levyStep: CAP, price: PERPETUAL.mark - 1n },
  { ...plain, name: 'below the mark for longs', short: false, levyStep: CAP, price: PERPETUAL.mark - 1n },
  { ...plain, name: 'twice what is paid, and dust', paid: (levyCash(1500n, CAP / 2n) - LEVY_DUST) / 2n + 1n },
  { ...plain, name: 'more than that', paid: (levyCash(1500n, CAP / 2n) - LEVY_DUST) / 2n },
  { ...plain, ...ofOption, name: 'the premium of long options', short: false, levyStep: PREMIUM_CAP },
  { ...plain, ...ofOption, name: 'beyond that premium', short: false, levyStep: PREMIUM_CAP + 1n },
  { ...plain, ...ofOption, name: 'short options, of their own margin', levyStep: PREMIUM_CAP + 1n },
  {
    name: 'the widest',
    figures: WIDEST,
    short: false,
    openInterest: 2n ** 29n,
    levyStep: levyCap(WIDEST, false),
    paid: 2n ** 62n - 1n,
    price: 0n,
  },
];

const SIZES = [1n, 600n, 900n, 2n ** 40n - 1n];
const RATIOS = [0n, 1n, WHOLE / 3n, (2n * WHOLE) / 3n, WHOLE - 1n, WHOLE];

/** An account with this initial margin, µUSD, and half of it to be maintained. */
const state = (equity: bigint, margin: bigint): MarginState => ({
  equity,
  margin: margin << MARGIN_FRACTION_BITS,
  maintenance: margin << (MAINTENANCE_FRACTION_BITS - 1n),
});
interface ChangeCase {
  readonly name: string;
  readonly before: MarginState;
  readonly after: MarginState;
  /** Initial margin of the closed lots, 2^-20 µUSD. */
  readonly closed: bigint;
  readonly lots: bigint;
  readonly insurance: bigint;
}

/** $300 of debt and 1000 lots with a margin of 50 cents each, of which 400 are closed: $180 may stay. */
const debtor: ChangeCase = {
  name: 'its share',
  before: state(-300n * USD, 500n * USD),
  after: state(-180n * USD, 300n * USD),
  closed: 200n * USD * UNIT,
  lots: 400n,
  insurance: 20n * USD,
};
const left = (equity: bigint) => state(equity, 300n * USD);
const DEBTORS: readonly ChangeCase[] = [
  debtor,
  { ...debtor, name: '1 µUSD more of debt', after: left(-180n * USD - 1n) },
  { ...debtor, name: '1 µUSD a lot less', after: left(-180n * USD + 400n) },
  { ...debtor, name: 'more than 1 µUSD a lot less', after: left(-180n * USD + 401n) },
  { ...debtor, name: 'all', after: state(0n, 0n), closed: 500n * USD * UNIT, lots: 1000n },
  { ...debtor, name: 'a margin that rises', after: state(-300n * USD, 600n * USD), insurance: 0n },
  { ...debtor, name: 'a margin that rises, and a debt', after: state(-360n * USD, 600n * USD), insurance: 0n },
  { ...debtor, name: 'a cost', insurance: 171n * USD },
  { ...debtor, name: 'no debt', before: state(0n, 500n * USD), after: left(0n), insurance: 0n },
];

/** $1000 and the same lots. */
const counterparty: ChangeCase = {
  ...debtor,
  name: 'half of the margin of its lots',
  before: state(1000n * USD, 500n * USD),
  after: left(900n * USD),
  insurance: 0n,
};
const COUNTERPARTIES: readonly ChangeCase[] = [
  counterparty,
  { ...counterparty, name: 'all of that margin', after: left(800n * USD) },
  { ...counterparty, name: '1 µUSD more', after: left(800n * USD - 1n) },
  {
    ...counterparty,
    name: 'to its maintenance margin',
    before: state(250n * USD, 500n * USD),
    after: left(150n * USD),
  },
  { ...counterparty, name: 'below it', before: state(250n * USD, 500n * USD), after: left(150n * USD - 1n) },
  { ...counterparty, name: 'no worse than before', before: state(200n * USD, 500n * USD), after: left(120n * USD) },
  { ...counterparty, name: 'worse than before', before: state(200n * USD, 500n * USD), after: left(120n * USD - 1n) },
  { ...counterparty, name: 'a debt', before: state(-10n * USD, 500n * USD), after: left(-10n * USD) },
];

function levyVector({ name, figures, short, openInterest, levyStep, paid, price }: LevyCase) {
  const states = { before: state(-paid - 1n, 1n), after: state(-1n, 1n) };
  const shortfall = { row: 0, short, account: 7, levyStep, deleverage: { price, ratio: WHOLE } };
  const cash = levyCash(openInterest, levyStep);
  const { mark, im, option } = figures;
  return {
    name,
    ...{ mark, im, option, short, openInterest, levyStep, paid, price },
    cap: levyCap(figures, short),
    cash,
    leastStep: leastLevyStep(openInterest, cash),
    refusal: shortfallRefusal(shortfall, figures, states, { insurance: 1n, openInterest, fundAfter: 0n }),
  };
}

/** Test vectors of debts that winners pay: levies, the lots of counterparties, and what may become of both sides of a deleveraging. */
export const shortfallVectors = () => ({
  levies: LEVIES.map(levyVector),
  lots: SIZES.flatMap((size) => RATIOS.map((ratio) => ({ size, ratio, lots: deleveragedLots(size, ratio) }))),
  debtors: DEBTORS.map((of) => ({
    ...of,
    owed: insuredEquity(of.before, of.after.margin),
    refusal: liquidationRefusal(of.before, of.after, of.closed, of.insurance, of.lots),
  })),
  counterparties: COUNTERPARTIES.map((of) => ({
    ...of,
    refusal: counterpartyRefusal(of.before, of.after, of.closed),
  })),
});
