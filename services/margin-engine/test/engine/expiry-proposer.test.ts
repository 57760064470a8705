import { expect, test } from 'vitest';
import { type ExchangePort, ExchangeRefusal, ExpiryProposer, type ListedMarket } from '../../src/index.ts';
import { future, perpetual } from '../support/terms.ts';

const HOUR = 480_008;

/** What is listed, who holds what has expired, and in which order proposals come. */
class PortStub implements Pick<ExchangePort, 'expiredHolders' | 'submitExpiry' | 'submitSweep'> {
  readonly told: string[] = [];
  listed: ListedMarket[] = [];
  holders: number[] = [];
  refuses = false;

  async expiredHolders(limit: number): Promise<number[]> {
    return this.holders.slice(0, limit);
  }

  async submitExpiry(row: number): Promise<void> {
    if (this.refuses) throw new ExchangeRefusal('EXPIRY_REFUSED', 'not due');
    this.listed = this.listed.filter((market) => market.row !== row);
    this.told.push(`expire ${row}`);
  }

  async submitSweep(account: number): Promise<void> {
    this.holders = this.holders.filter((holder) => holder !== account);
    this.told.push(`sweep ${account}`);
  }
}

function stub(): { port: PortStub; propose: (hour: number) => Promise<string[]> } {
  const port = new PortStub();
  port.listed = [
    { name: 'PERP', row: 0, terms: perpetual(1) },
    ...[1, 2, 3, 4, 5, 6].map((row) => ({ name: `F${row}`, row, terms: future(row + 2, HOUR) })),
    { name: 'LATER', row: 7, terms: future(20, HOUR + 24) },
  ];
  port.holders = Array.from({ length: 11 }, (_, i) => 100 + i);
  const proposer = new ExpiryProposer(port);
  return {
    port,
    propose: async (hour) => {
      port.told.length = 0;
      await proposer.propose(port.listed, hour);
      return [...port.told];
    },
  };
}

test('four expiries a tick, and no account is swept before all that is due has expired; then eight a tick', async () => {
  const { port, propose } = stub();
  expect(await propose(HOUR)).toEqual(['expire 1', 'expire 2', 'expire 3', 'expire 4']);
  expect(await propose(HOUR)).toEqual(['expire 5', 'expire 6']);
  expect(await propose(0)).toEqual([100, 101, 102, 103, 104, 105, 106, 107].map((account) => `sweep ${account}`));
  expect(await propose(0)).toEqual(['sweep 108', 'sweep 109', 'sweep 110']);
  expect(await propose(0)).toEqual([]);
  expect(port.listed.map(({ name }) => name)).toEqual(['PERP', 'LATER']);
});

test('nothing expires without its hour, and a refusal is told', async () => {
  const { port, propose } = stub();
  port.holders = [];
  expect(await propose(0)).toEqual([]);
  expect(await propose(HOUR - 1)).toEqual([]);
  port.refuses = true;
  await expect(propose(HOUR)).rejects.toThrow(ExchangeRefusal);
});
