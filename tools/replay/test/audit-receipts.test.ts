import { CIRCUIT_SIZES } from '@tenor/protocol';
import { expect, it } from 'vitest';
import { call } from '../../../test/scenario/dated.ts';
import { oracleRound } from '../../../test/scenario/oracle.ts';
import { BTC, perpetual, START, USD } from '../../../test/scenario/world.ts';
import { auditReceipt, type ToldPrices, termsByName } from '../audit-receipts.ts';

const SIZE = CIRCUIT_SIZES.dev;
/** Unix hours: 08:00 UTC, 10 January 2027. */
const EXPIRY = 499_880;
const [CALL, AGAIN] = [3, 7] as const;
const STRIKE = 10n * USD;
const NAME = 'BTC-10JAN27-100000-C';
/** µUSD per lot; a lot is 0.0001 BTC. */
const PRICES = [0n, 1_234n, 250_000n, 1n, 10n, 100n, 1_000n, 10_000n, 100_000n];
const TOLD = ['0', '12.34', '2500', '0.01', '0.1', '1', '10', '100', '1000'];

const option = (instrument: number) => call(instrument, BTC, STRIKE, EXPIRY);
const round = oracleRound(SIZE, 4, START, [9_500_000n, 3n * USD, 200_000n], {
  scenarioPrices: Array.from({ length: SIZE.M }, (_, row) => (row === 2 ? PRICES : [])),
});
const receipt: ToldPrices = {
  account: 1,
  instrument: NAME,
  oracle_round: 4,
  mark_price: '2000',
  index_prices: { BTC: '95000', ETH: '3000' },
  scenario_prices: { [NAME]: TOLD },
};
const refusal = (change: Partial<ToldPrices>, names = termsByName([perpetual(BTC), null, option(CALL)])) =>
  auditReceipt(1, { ...receipt, ...change }, [round], names).refusal;

it('reads prices of options to the µUSD a lot', () => {
  expect(refusal({})).toBeNull();
  expect(refusal({ mark_price: '2000.01' })).toBe('MARK_DIFFERS');
  for (const [place, price] of [
    [0, '0.01'],
    [1, '12.35'],
    [8, '1000.01'],
  ] as const)
    expect(refusal({ scenario_prices: { [NAME]: TOLD.with(place, price) } })).toBe('SCENARIO_PRICES_DIFFER');
  expect(refusal({ scenario_prices: { [NAME]: TOLD.slice(1) } })).toBe('SCENARIO_PRICES_DIFFER');
});

it('knows two instruments of the same series apart', () => {
  const names = termsByName([option(AGAIN), perpetual(BTC), option(CALL), option(CALL)]);
  expect(refusal({}, names)).toBeNull();
  expect(refusal({ instrument: `${NAME}-${AGAIN}` }, names)).toBe('UNKNOWN_INSTRUMENT');
  expect(refusal({ instrument: `${NAME}-${CALL}` }, names)).toBeNull();
});
