import { beforeEach, describe, expect, it } from 'vitest';
import { InstrumentDirectory } from '../../src/gateway/instrument-directory.ts';
import { RecordJson } from '../../src/gateway/record-json.ts';
import type { Deleveraging, Liquidation } from '../../src/sequencer/events.ts';
import type { Outcome } from '../../src/sequencer/sequencer.ts';
import { DatedVenue, option } from './dated-venue.ts';
import { BTC, BTC_MARK, ETH_MARK, order, START, signed, USD } from './venue.ts';

const [CALL, PUT, ETH_CALL] = [3, 4, 5];
const MARK = 300_000n;
const [POOR, RICH, KEEPER, WINNER] = [1, 2, 3, 4] as const;
const MARKS = new Map([
  [BTC, BTC_MARK],
  [CALL, MARK],
]);
let venue: DatedVenue;
let slot: number;

beforeEach(() => {
  venue = new DatedVenue(4, 1_000_000n * USD);
  slot = 100;
  venue.list(option(CALL, 'call', BTC_MARK), option(PUT, 'put', BTC_MARK), option(ETH_CALL, 'call', ETH_MARK, 2));
  venue.dated.set(2, MARK).set(3, MARK).set(4, MARK);
  venue.round();
});

const bid = (account: number, instrument: number, side: 0 | 1, size: bigint) =>
  venue.apply(order(account, { instrument, side, size, limitPrice: MARKS.get(instrument)!, slot: slot++ }));
function sell(account: number, instrument: number, size: bigint): void {
  bid(RICH, instrument, 0, size);
  bid(account, instrument, 1, size);
}
function takeMode(account: number, mode: number): void {
  venue.apply({
    type: 'marginMode',
    time: START,
    signed: signed({ kind: 'marginMode', account, instrument: mode, slot: slot++ }),
  });
}
/** Leaves the account this equity, µUSD. Nothing but a test writes into an account. */
function leave(account: number, equity: bigint): void {
  const { state } = venue.sequencer.ledger;
  state.accounts.get(account)!.collateral -= venue.sequencer.ledger.health(account).equity - equity;
}
const close = (instrument: number): Outcome =>
  venue.apply({ type: 'liquidate', time: START, account: POOR, instrument, offer: null });
const liquidationOf = ({ events }: Outcome): Liquidation =>
  events.flatMap((event) => (event.type === 'liquidation' ? [event.liquidation] : []))[0]!;
const deleveragingOf = ({ events }: Outcome): Deleveraging =>
  events.flatMap((event) => (event.type === 'deleveraging' ? [event.deleveraging] : []))[0]!;
const tableOf = (instrument: number) => ({
  instrument,
  prices: venue.sequencer.ledger.currentRound!.scenarioPrices[instrument - 1]!,
});

describe('the receipt of a liquidation', () => {
  beforeEach(() => sell(POOR, CALL, 1_000n));
  const closed = (): Liquidation => {
    leave(POOR, venue.sequencer.ledger.health(POOR).maintenanceMargin - USD);
    bid(KEEPER, CALL, 1, 5_000n);
    return liquidationOf(close(CALL));
  };

  it('tells no scenarios where the account is in standard margin', () => {
    expect(closed().scenarios).toEqual([]);
  });

  it('tells those of every option of the underlying that the account has portfolio margin of', () => {
    takeMode(POOR, 1);
    const receipt = closed();
    expect(receipt.scenarios).toEqual([tableOf(CALL), tableOf(PUT)]);
    expect(receipt.scenarios[0]!.prices.length).toBe(9);
  });

  it('tells those of the other underlying where that is the mode', () => {
    takeMode(POOR, 2);
    expect(closed().scenarios).toEqual([tableOf(ETH_CALL)]);
  });

  it('is served by name, in USD per unit', () => {
    takeMode(POOR, 1);
    const receipt = closed();
    const instruments = new InstrumentDirectory(venue.state.listed.all());
    const json = new RecordJson(instruments, { stage: () => 'accepted', batch: () => null }).liquidation(receipt);
    const { name } = instruments.byId(CALL);
    // A lot is 0.0001 BTC: what is µUSD a lot is cents a unit.
    expect(json.scenario_prices[name]).toEqual(tableOf(CALL).prices.map((price) => String(Number(price) / 100)));
    expect(Object.keys(json.scenario_prices).length).toBe(2);
  });
});

describe('the receipt of a deleveraging', () => {
  it('tells the scenarios of a counterparty too', () => {
    sell(POOR, BTC, 900n);
    bid(RICH, BTC, 1, 600n);
    bid(WINNER, BTC, 0, 600n);
    takeMode(WINNER, 1);
    leave(POOR, -20n * USD);
    const receipt = deleveragingOf(close(BTC));
    expect(receipt.counterparties.map(({ account }) => account)).toContain(WINNER);
    expect(receipt.scenarios).toEqual([tableOf(CALL), tableOf(PUT)]);
  });
});
