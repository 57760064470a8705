import { beforeEach, describe, expect, it } from 'vitest';
import { call, fairMark, future, put } from '../../../../test/scenario/dated.ts';
import { oracleRound, quorumOf, signedRound } from '../../../../test/scenario/oracle.ts';
import { scenarioPricesOf } from '../../../../test/scenario/scenario-prices.ts';
import { BTC, DOMAIN, ETH, oracleKeys, START, USD, World } from '../../../../test/scenario/world.ts';
import {
  CIRCUIT_SIZES,
  Ledger,
  markBounds,
  type OracleRound,
  oracleMessage,
  type PublicKey,
  type RoundContent,
  sign,
} from '../../src/index.ts';
import { refused } from '../support/refused.ts';

const SIZE = CIRCUIT_SIZES.dev;
const HOUR = Math.floor(START / 3600) + 2;
const INDEX = [10n * USD, 3n * USD];
const DATED = [
  future(3, BTC, HOUR),
  call(4, BTC, 11n * USD, HOUR),
  put(5, BTC, 11n * USD, HOUR),
  call(6, ETH, 2n * USD, HOUR + 1),
];
let w: World;
beforeEach(() => {
  w = new World(SIZE);
  w.round(10n * USD, 3n * USD);
  for (const terms of DATED) w.list(terms);
  w.begin();
});

/** What a correct round says here, with changes. */
function content(more: Partial<RoundContent> = {}): RoundContent {
  const marks = w.ledger.state.markets.map((market) => (market ? fairMark(market, INDEX[market.underlying - 1]!) : 0n));
  const instruments = w.ledger.state.markets.map((market) => market?.instrument ?? 0);
  const scenarioPrices = w.ledger.state.markets.map((market, row) =>
    market ? scenarioPricesOf(market, marks[row]!) : [],
  );
  const fixed = { round: 9, time: w.now, index: INDEX, settlementHour: 0, settlement: [0n, 0n] };
  return { ...fixed, instruments, marks, scenarioPrices, ...more };
}
const signed = (more: Partial<RoundContent> = {}, signers = [0, 1, 2]): OracleRound =>
  signedRound(content(more), signers);
const withMarks = (marks: Readonly<Record<number, bigint>>): OracleRound =>
  signed({ marks: content().marks.map((other, r) => marks[r] ?? other) });
const withMark = (row: number, mark: bigint): OracleRound =>
  signed({ marks: content().marks.map((other, r) => (r === row ? mark : other)) });
it('needs an oracle set of different keys, as many as the size says', () => {
  const [first, ...rest] = oracleKeys(SIZE);
  const open = (keys: readonly PublicKey[]) => () =>
    Ledger.create({ size: SIZE, domain: DOMAIN, oracleKeys: keys, genesis: w.ledger.state });
  expect(open([first!, ...rest])).not.toThrow();
  expect(open(rest)).toThrow(/4 different keys/);
  expect(open([first!, first!, ...rest.slice(1)])).toThrow(/4 different keys/);
});

const apply = (round: OracleRound) => () => w.ledger.applyRound(round);
const refusedRound = (round: OracleRound, detail: RegExp): void => {
  expect(String(refused(w, 'ROUND_REFUSED', apply(round)).data.detail)).toMatch(detail);
};

describe('an oracle round', () => {
  it('is accepted from any quorum of the set', () => {
    const quorums = [
      [0, 1, 2],
      [0, 1, 3],
      [0, 2, 3],
      [1, 2, 3],
    ];
    quorums.forEach((signers, i) => {
      apply(signed({ round: 9 + i }, signers))();
    });
    expect(w.ledger.currentRound!.round).toBe(12);
    expect(new Set([0, 1, 2, 3].map((round) => quorumOf(SIZE, round).join())).size).toBe(4);
  });

  it('is refused when it is not newer, or goes back in time', () => {
    apply(signed())();
    refused(w, 'STALE_ROUND', apply(signed()));
    refused(w, 'STALE_ROUND', apply(signed({ round: 8 })));
    refused(w, 'STALE_ROUND', apply(signed({ round: 10, time: w.now - 1 })));
    apply(signed({ round: 10 }))();
  });

  it('is refused without a quorum of distinct keys in their order', () => {
    const { signatures, ...said } = signed({}, [0, 1, 2]);
    const [a, b, c] = signatures as [
      OracleRound['signatures'][number],
      OracleRound['signatures'][number],
      OracleRound['signatures'][number],
    ];
    refusedRound({ ...said, signatures: [] }, /3 signatures/);
    refusedRound({ ...said, signatures: [a, b] }, /3 signatures/);
    refusedRound(signed({}, [0, 1, 2, 3]), /3 signatures/);
    refusedRound({ ...said, signatures: [a, a, b] }, /distinct/);
    refusedRound({ ...said, signatures: [a, c, b] }, /distinct/);
    refusedRound({ ...said, signatures: [a, b, { ...b, signer: 3 }] }, /key 3/);
    refusedRound({ ...said, signatures: [a, b, { ...c, signer: 4 }] }, /distinct/);
    refusedRound({ ...said, signatures: [{ ...a, signer: -1 }, b, c] }, /distinct/);
    refusedRound({ ...said, signatures: [a, b, { ...c, signer: 3 }] }, /key 3/);
  });

  it('is refused when a signature is of another key, of another domain or of other words', () => {
    const said = content();
    const honest = signedRound(said, [0, 1, 2]);
    const stranger = new Uint8Array(32).fill(7);
    const [a, b, c] = honest.signatures;
    const forged = { signer: 2, signature: sign(stranger, oracleMessage(DOMAIN, said)) };
    refusedRound({ ...honest, signatures: [a!, b!, forged] }, /key 2/);
    const options = { size: SIZE, domain: DOMAIN + 1n, oracleKeys: oracleKeys(SIZE), genesis: w.ledger.state };
    expect(() => Ledger.create(options).applyRound(honest)).toThrow(expect.objectContaining({ name: 'ROUND_REFUSED' }));
    const changes: Partial<RoundContent>[] = [
      { round: 10 },
      { time: w.now + 1 },
      { index: [10n * USD + 1n, 3n * USD] },
      { marks: said.marks.map((mark, row) => (row === 2 ? mark + 1n : mark)) },
      { settlementHour: HOUR - 2, settlement: [1n, 1n] },
    ];
    for (const change of changes)
      refusedRound({ ...honest, ...change, signatures: [a!, b!, c!] }, /signature of key 0/);
    apply(honest)();
  });

  it('is refused from the keys of another set', () => {
    const other = { ...SIZE, N: 1, V: 1 };
    expect(oracleKeys(other)).toEqual(oracleKeys(SIZE).slice(0, 1));
    const { marks, scenarioPrices } = content();
    refusedRound(oracleRound(other, 9, w.now, marks, { index: INDEX, scenarioPrices }), /3 signatures/);
  });

  it('needs an index price for every underlying', () => {
    refusedRound(signed({ index: [10n * USD] }), /index price/);
    refusedRound(signed({ index: [10n * USD, 0n] }), /index price/);
    refusedRound(signed({ index: [10n * USD, 3n * USD, 1n] }), /index price/);
  });

  it('needs a mark for every listed row, none for the others', () => {
    for (const row of [0, 1, 2, 3, 4, 5]) refusedRound(withMark(row, 0n), new RegExp(`mark of row ${row}`));
    refusedRound(withMark(6, 1n), /mark of row 6/);
    refusedRound(signed({ marks: content().marks.slice(1) }), /every market row/);
  });

  it.each([0, 1, 2, 3, 4, 5])('needs the mark of row %i within its bounds', (row) => {
    const market = w.ledger.state.markets[row]!;
    const { low, high } = markBounds(market, INDEX[market.underlying - 1]!);
    refusedRound(withMark(row, high + 1n), new RegExp(`mark of row ${row}`));
    // An option out of the money may be worth next to nothing, but not nothing.
    refusedRound(withMark(row, low - 1n > 0n ? low - 1n : 0n), new RegExp(`mark of row ${row}`));
    apply(withMark(row, high))();
    apply({ ...signed({ ...withMark(row, low > 0n ? low : 1n), round: 10 }) })();
  });

  it('has marks of options without arbitrage between strikes', () => {
    // beside the call at 11 dollars in row 3, worth 20 cents
    w.list(call(7, BTC, 11n * USD + USD / 5n, HOUR));
    w.list(call(8, BTC, 12n * USD, HOUR));
    const at = (first: bigint, second: bigint, third: bigint, round = 9) =>
      signed({ ...withMarks({ 3: first, 6: second, 7: third }), round });
    apply(at(200_000n, 150_000n, 0n + 1n))();
    refusedRound(at(200_000n, 200_001n, 1n, 10), /arbitrage between option marks/);
    refusedRound(at(400_002n, 200_001n, 1n, 10), /arbitrage between option marks/);
    refusedRound(at(200_000n, 160_001n, 1n, 10), /arbitrage between option marks/);
    apply(at(200_001n, 160_001n, 1n, 10))();
  });
  it('needs a price of every option in every scenario, of 36 bits, and none of anything else', () => {
    const tables = content().scenarioPrices;
    expect(tables.map(({ length }) => length).slice(0, 7)).toEqual([0, 0, 0, 9, 9, 9, 0]);
    const withTable = (row: number, prices: readonly bigint[], round = 9) =>
      signed({ round, scenarioPrices: tables.map((table, r) => (r === row ? prices : table)) });
    const nine = tables[3]!;
    const inRow = (row: number) => new RegExp(`scenario prices of row ${row}:`);
    for (const row of [3, 4, 5]) {
      refusedRound(withTable(row, []), inRow(row));
      refusedRound(withTable(row, nine.slice(1)), inRow(row));
      refusedRound(withTable(row, [...nine, 1n]), inRow(row));
    }
    // Perpetuals, a future, and a row where nothing is listed.
    for (const row of [0, 1, 2, 6]) refusedRound(withTable(row, nine), inRow(row));
    nine.forEach((_, s) => {
      const beyond = nine.map((price, i) => (i === s ? 1n << 36n : price));
      const { scenarioPrices } = withTable(3, nine);
      const unsigned = { ...signed(), scenarioPrices: scenarioPrices.map((table, r) => (r === 3 ? beyond : table)) };
      refusedRound(unsigned, inRow(3));
      const changed = nine.map((price, i) => (i === s ? price + 1n : price));
      const forged = { ...signed(), scenarioPrices: tables.map((table, r) => (r === 3 ? changed : table)) };
      refusedRound(forged, /signature of key 0/);
    });
    refusedRound(
      { ...signed(), scenarioPrices: tables.map((table, r) => (r === 3 ? table.map(() => -1n) : table)) },
      inRow(3),
    );
    refusedRound(signed({ scenarioPrices: tables.slice(1) }), /scenario prices for every market row/);
    apply(
      withTable(
        3,
        nine.map((_, s) => (s % 2 === 0 ? 0n : (1n << 36n) - 1n)),
      ),
    )();
  });

  it('carries a settlement price for every underlying with its hour, or none at all', () => {
    const due = Math.floor(w.now / 3600);
    refusedRound(signed({ settlement: [1n, 0n] }), /settlement/);
    refusedRound(signed({ settlementHour: due, settlement: [1n, 0n] }), /settlement/);
    refusedRound(signed({ settlementHour: due, settlement: [0n, 0n] }), /settlement/);
    refusedRound(signed({ settlementHour: due, settlement: [1n] }), /settlement/);
    refusedRound(signed({ settlementHour: due + 1, settlement: [1n, 1n] }), /before its hour/);
    apply(signed({ settlementHour: due, settlement: [1n, 1n] }))();
  });
});
