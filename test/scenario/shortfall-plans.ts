import {
  type Account,
  type Deleverage,
  deleveragedLots,
  type FiguresOf,
  figuresAt,
  insuredEquity,
  type Ledger,
  leastLevyStep,
  levyCap,
  levyCash,
  type MarginState,
  type MarketFigures,
  marginState,
  sizeOf,
} from '@tenor/protocol';

/** What a plan needs to know of the ledger's state now: everybody settled, at the current round. */
interface View {
  readonly figures: MarketFigures;
  readonly openInterest: bigint;
  readonly fund: bigint;
  readonly held: bigint;
  readonly before: MarginState;
  /** Margins with this many lots less. */
  after(lots: bigint): MarginState;
}

function viewOf(ledger: Ledger, id: number, instrument: number): View {
  const { state } = ledger;
  const round = ledger.currentRound!;
  const figuresOf: FiguresOf = (of) => {
    const row = state.markets.findIndex((market) => market?.instrument === of);
    return figuresAt(state.markets[row]!, round, row);
  };
  const account: Account = state.accounts.get(id)!;
  const { equity } = ledger.health(id);
  const held = sizeOf(account, instrument);
  const shrunk = (lots: bigint): MarginState => ({
    ...marginState(
      {
        collateral: 0n,
        marginMode: account.marginMode,
        positions: account.positions.map((position) =>
          position.instrument === instrument
            ? { ...position, size: position.size > 0n ? position.size - lots : position.size + lots }
            : position,
        ),
      },
      figuresOf,
    ),
    equity,
  });
  const market = state.markets.find((one) => one?.instrument === instrument)!;
  return {
    figures: figuresOf(instrument),
    openInterest: market.openInterest,
    fund: state.house.insuranceFund,
    held,
    before: shrunk(0n),
    after: shrunk,
  };
}

/** What the fund lacks to pay for lots of a debt that are closed at a cost (µUSD): insurance, and the least levy; null where that is beyond the cap. */
export function levyFor(
  ledger: Ledger,
  account: number,
  instrument: number,
  lots: bigint,
  cost: bigint,
): { insurance: bigint; levyStep: bigint } | null {
  const { figures, openInterest, fund, held, before, after } = viewOf(ledger, account, instrument);
  const insurance = insuredEquity(before, after(lots).margin) - before.equity + cost;
  const levyStep = leastLevyStep(openInterest, insurance - fund);
  return levyStep <= levyCap(figures, held > 0n) ? { insurance, levyStep } : null;
}

/** A deleveraging of one position against a part of each of these counterparties: at the mark if fund and levy pay the debt, else beyond it. */
export function deleverageFor(
  ledger: Ledger,
  account: number,
  instrument: number,
  counterparties: readonly number[],
  ratio: bigint,
): Deleverage {
  const { figures, openInterest, fund, held, before, after } = viewOf(ledger, account, instrument);
  const lots = counterparties.reduce(
    (sum, id) => sum + deleveragedLots(sizeOf(ledger.state.accounts.get(id)!, instrument), ratio),
    0n,
  );
  const plan = { account, instrument, counterparties, ratio };
  const owed = insuredEquity(before, after(lots).margin) - before.equity;
  const least = leastLevyStep(openInterest, owed - fund);
  const cap = levyCap(figures, held > 0n);
  if (least <= cap) return { ...plan, price: figures.mark, levyStep: least, insurance: owed };
  const insurance = fund + levyCash(openInterest, cap);
  const loss = (owed - insurance + lots - 1n) / lots;
  return { ...plan, price: held > 0n ? figures.mark + loss : figures.mark - loss, levyStep: cap, insurance };
}
