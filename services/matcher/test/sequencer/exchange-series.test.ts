import type { MarketTerms } from '@tenor/protocol';
import pino from 'pino';
import { expect, it } from 'vitest';
import { Exchange } from '../../src/sequencer/exchange.ts';
import { testDirectories } from '../journal/directory.ts';
import { EXPIRY, EXPIRY_HOUR, future, option } from './dated-venue.ts';
import { BTC_MARK, ETH_MARK, ledgers, opening, order, round, START } from './venue.ts';

const directoryFor = testDirectories();
const log = pino({ enabled: false });
const [FUTURE, CALL] = [3, 4];
const DATED = new Map([
  [2, 10_020_000n],
  [3, 300_000n],
]);

const LISTED = new Map([
  [2, future(FUTURE)],
  [3, option(CALL, 'call', BTC_MARK)],
]);

const listing = (index: number, terms: MarketTerms) =>
  ({
    type: 'l1Entry',
    time: START,
    transactionHash: '0xa',
    block: 9,
    entry: { kind: 'list', index, terms },
  }) as const;

it.each([1, 3, 1000])(
  'an exchange that is opened again after every step knows its series (snapshots every %i commands)',
  async (snapshotEvery) => {
    const dataDir = directoryFor();
    const open = () => Exchange.open({ dataDir, identity: 'series', ledgers, log, probe: false, snapshotEvery });
    let exchange = await open();
    for (const command of opening(2)) await exchange.submit(command);
    const settlement = { hour: EXPIRY_HOUR, prices: [10_400_000n, ETH_MARK] } as const;
    const steps = [
      listing(4, future(FUTURE)),
      listing(5, option(CALL, 'call', BTC_MARK)),
      {
        type: 'oracleRound',
        time: START,
        round: round(2, START, BTC_MARK, ETH_MARK, { dated: DATED, listed: LISTED }),
      },
      order(1, { instrument: CALL, side: 1, limitPrice: 310_000n, size: 10n, slot: 1 }),
      order(2, { instrument: CALL, limitPrice: 310_000n, size: 10n, slot: 1 }),
      order(2, { instrument: CALL, limitPrice: 200_000n, size: 5n, slot: 2 }),
      {
        type: 'oracleRound',
        time: EXPIRY,
        round: round(3, EXPIRY, BTC_MARK, ETH_MARK, { dated: DATED, listed: LISTED, settlement }),
      },
      { type: 'expire', time: EXPIRY, row: 3 },
      { type: 'sweep', time: EXPIRY, account: 2 },
    ] as const;
    for (const command of steps) {
      await exchange.submit(command);
      const hash = exchange.stateHash();
      const holders = exchange.queries.expiredHolders();
      await exchange.close();
      exchange = await open();
      expect(exchange.stateHash()).toBe(hash);
      expect(exchange.queries.expiredHolders()).toEqual(holders);
    }
    const { queries } = exchange;
    expect(queries.instruments().map(({ name }) => name)).toEqual(['BTC-PERP', 'ETH-PERP', 'BTC-1JAN26']);
    expect(queries.expiredInstruments().map(({ name }) => name)).toEqual(['BTC-1JAN26-100000-C']);
    expect(queries.expiries({ limit: 5 }).results).toMatchObject([
      { settlementPrice: 10_400_000n, payoff: 400_000n, openInterest: 10n },
    ]);
    expect(queries.expiredHolders()).toEqual([1]);
    expect(queries.positions(1)).toEqual([]);
    expect(queries.settlements(2, { limit: 5 }).results).toMatchObject([
      { instrument: CALL, size: 10n, amount: 4_000_000n },
    ]);
    expect(queries.settlements(1, { limit: 5 }).results).toEqual([]);
    expect(queries.account(1).health!.equity).toBe(exchange.queries.ledgerAccount(1).collateral - 4_000_000n);
    expect(queries.closedOrders(2, { limit: 5 }).results).toMatchObject([{ reason: 'expired' }, { status: 'filled' }]);
    await exchange.close();
  },
);
