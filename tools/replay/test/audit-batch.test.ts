import { CIRCUIT_SIZES, derivePublicKey, genesisState, type OracleRound, Replay, SettledState } from '@tenor/protocol';
import type { BatchOracleRoundsJson } from '@tenor/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchRoundsJson } from '../../../services/matcher/src/gateway/oracle-round-json.ts';
import { call } from '../../../test/scenario/dated.ts';
import { secretOf, signedRound } from '../../../test/scenario/oracle.ts';
import { BTC, DOMAIN, oracleKeys, START, USD, World } from '../../../test/scenario/world.ts';
import { auditBatch, type BatchAudit, type StateBefore, stateBefore, type ToldBatch } from '../audit-batch.ts';
import { auditLines } from '../audit-lines.ts';
import type { ToldPrices } from '../audit-receipts.ts';
import { auditRounds } from '../audit-rounds.ts';

const SIZE = CIRCUIT_SIZES.dev;
const HOUR = Math.floor(START / 3600);
const [MAKER, LONG, BUYER] = [1, 2, 3] as const;
const LOTS = 1000n;
const ETH = 3n * USD;
const KEYS = oracleKeys(SIZE);

interface Story {
  readonly batch: number;
  readonly rounds: readonly OracleRound[];
  readonly before: StateBefore;
  readonly after: Replay;
  readonly words: readonly bigint[];
  readonly told: ToldBatch;
}

/**
 * The long of 1000 lots at $10 with $700 is liquidated at $9.50. In the same batch somebody buys at $9.70 with all he has: at $9.50 his visit would be
 * refused, so it stays at the round before, and the batch has both.
 */
function story(): Story {
  const world = new World(SIZE, genesisState(SIZE, HOUR));
  world.round(10n * USD, ETH);
  for (const [id, deposit] of [
    [MAKER, 50_000n],
    [LONG, 700n],
    [BUYER, 500n],
  ] as const) {
    world.register(id, `trader ${id}`);
    world.deposit(id, deposit * USD);
  }
  world.insure(1_000n * USD);
  const trade = (buyer: number, slot: number, limitPrice: bigint) => {
    const buy = world.signed('order', buyer, { side: 0, slot, size: LOTS, limitPrice });
    world.fill(buy, world.signed('order', MAKER, { side: 1, slot, size: LOTS, limitPrice }), LOTS, limitPrice);
  };
  trade(LONG, 1, 10n * USD);
  world.ledger.seal();
  world.now += 10;
  const earlier = world.round(9_700_000n, ETH);
  trade(BUYER, 2, 9_700_000n);
  world.now += 1;
  const last = world.round(9_500_000n, ETH);
  const takes = { side: 0 as const, slot: 3, size: LOTS, limitPrice: 10n * USD };
  world.liquidate(LONG, world.signed('order', MAKER, takes), 900n, 9_450_000n, { fee: 20n * USD });
  const plans = world.sealed();
  const settled = new SettledState(SIZE, genesisState(SIZE, HOUR), KEYS);
  const published = plans.map((plan) => settled.apply(plan, DOMAIN).words);
  const replay = new Replay(SIZE, genesisState(SIZE, HOUR));
  for (const words of published.slice(0, -1)) replay.apply(words);
  const parties = [{ account: LONG, insurance: 0n, deleveraged: false, fee: 20n * USD, levy: 0n }];
  const before = stateBefore(replay, { parties, prices: [], rounds: null });
  const words = published.at(-1)!;
  replay.apply(words);
  const plan = plans.at(-1)!;
  const told = { parties, prices: [pricesAt(last.round, '95000')], rounds: batchRoundsJson(plan, KEYS) };
  return { batch: plan.number, rounds: [earlier, last], before, after: replay, words, told };
}

/** What a receipt tells: prices are USD for 1 BTC, a lot is 0.0001 BTC. */
const pricesAt = (oracle_round: number, btc: string): ToldPrices => ({
  account: LONG,
  instrument: 'BTC-PERP',
  oracle_round,
  mark_price: btc,
  index_prices: { BTC: btc, ETH: '3000' },
  scenario_prices: {},
});

let s: Story;
beforeAll(() => {
  s = story();
});

const audit = (told: Partial<ToldBatch>): BatchAudit =>
  auditBatch(s.batch, s.before, s.after, s.words, { ...s.told, ...told });
const tellRounds = (rounds: readonly OracleRound[], keys = KEYS): BatchOracleRoundsJson =>
  batchRoundsJson({ number: s.batch, rounds }, keys);
/** The last round with other content, signed again by a real quorum. */
const resigned = (change: Partial<OracleRound>): OracleRound => {
  const { signatures: _, ...content } = s.rounds[1]!;
  return signedRound({ ...content, ...change }, [0, 1, 3]);
};
const withFirst = (mark: bigint): bigint[] => s.rounds[1]!.marks.map((other, row) => (row === 0 ? mark : other));

describe('the audit of a batch with a liquidation', () => {
  it('says who signed, that the receipt tells their prices, and that the rule holds at them', () => {
    const found = audit({});
    expect(found.rounds).toMatchObject({ refusal: null, oracleSet: KEYS });
    expect(found.rounds!.rounds).toEqual(s.rounds);
    expect(found.receipts).toEqual([
      { batch: s.batch, account: LONG, round: s.rounds[1]!.round, kept: true, refusal: null },
    ]);
    // $700, less the fee of $1 and what 1000 lots lost; then 900 of them at 5 cents below the mark for a fee of $20.
    expect(found.accounts).toMatchObject([
      { account: LONG, equityBefore: 199n * USD, equityAfter: 134n * USD, refusal: null },
    ]);
    expect([found.unjudged, found.fundDifference]).toEqual([[], 0n]);
    const { lines, wrong } = auditLines([found]);
    expect(wrong).toBe(0);
    const signers = s.rounds.map(
      ({ round, signatures }) => `${round} signed by keys ${signatures.map((x) => x.signer).join(', ')}`,
    );
    expect(lines).toContain(`ok     batch ${s.batch} rounds: ${signers.join('; ')}`);
    expect(lines).toContain(`       key 3 is (${KEYS[3]!.x}, ${KEYS[3]!.y})`);
    expect(lines.at(-1)).toBe('1 accounts judged, 0 findings against them, their prices or their batches');
  });

  it('judges at the last round, whichever one the receipt names', () => {
    const [earlier, last] = s.rounds.map(({ round }) => round) as [number, number];
    const named = (prices: ToldPrices) => {
      const { receipts, accounts } = audit({ prices: [prices] });
      expect(accounts).toEqual(audit({}).accounts);
      return receipts[0]!;
    };
    expect(named(pricesAt(earlier, '97000'))).toMatchObject({ kept: true, refusal: null });
    expect(named(pricesAt(earlier, '95000'))).toMatchObject({ kept: true, refusal: 'MARK_DIFFERS' });
    const dropped = named(pricesAt(earlier - 1, '1'));
    expect(dropped).toMatchObject({ kept: false, refusal: null });
    expect(auditLines([audit({ prices: [pricesAt(earlier - 1, '1')] })]).lines.join('\n')).toMatch(
      /^note .*are not compared$/m,
    );
    expect(named(pricesAt(last + 1, '95000'))).toMatchObject({ kept: false, refusal: 'ROUND_TOO_LATE' });
  });

  it('finds receipts that tell other prices than the round that they name', () => {
    const honest = pricesAt(s.rounds[1]!.round, '95000');
    const refusal = (change: Partial<ToldPrices>) => audit({ prices: [{ ...honest, ...change }] }).receipts[0]!.refusal;
    expect(refusal({})).toBeNull();
    expect(refusal({ mark_price: '95000.01' })).toBe('MARK_DIFFERS');
    expect(refusal({ index_prices: { BTC: '95000', ETH: '3000.001' } })).toBe('INDEX_DIFFERS');
    expect(refusal({ index_prices: { BTC: '95000' } })).toBe('INDEX_DIFFERS');
    expect(refusal({ scenario_prices: { 'BTC-PERP': ['1'] } })).toBe('SCENARIO_PRICES_DIFFER');
    expect(refusal({ scenario_prices: { 'BTC-1JAN27-100000-C': [] } })).toBe('SCENARIO_PRICES_DIFFER');
    expect(refusal({ instrument: 'BTC-1JAN27' })).toBe('UNKNOWN_INSTRUMENT');
    const { wrong, lines } = auditLines([audit({ prices: [{ ...honest, mark_price: '1' }] })]);
    expect([wrong, lines.some((line) => line.startsWith('FAILED MARK_DIFFERS'))]).toEqual([1, true]);
  });

  it('finds what is against the rule at the signed prices, whatever a receipt says', () => {
    const account = s.before.accounts.get(LONG)!;
    const richer = new Map([[LONG, { ...account, collateral: account.collateral + 100n * USD }]]);
    const found = auditBatch(s.batch, { ...s.before, accounts: richer }, s.after, s.words, s.told);
    expect(found.accounts[0]!.refusal).toBe('NOT_LIQUIDATABLE');
    const { fundDifference } = auditBatch(s.batch, { ...s.before, fund: 0n }, s.after, s.words, s.told);
    expect(fundDifference).toBe(1_000n * USD);
  });

  it('asks for no rounds where nobody was liquidated', () => {
    const before = { ...s.before, fund: s.after.state.house.insuranceFund };
    expect(auditBatch(s.batch, before, s.after, s.words)).toMatchObject({
      rounds: null,
      accounts: [],
      fundDifference: 0n,
    });
  });
});

describe('rounds that are not those of the batch', () => {
  /** What is against them; then nobody is judged. */
  function refusal(rounds: BatchOracleRoundsJson | null): string {
    const found = audit({ rounds });
    expect([found.accounts, found.receipts, found.unjudged]).toEqual([[], [], [LONG]]);
    expect(auditLines([found]).wrong).toBe(2);
    return found.rounds!.refusal!;
  }

  it('are missed where the exchange tells none', () => {
    expect(refusal(null)).toBe('NO_ROUNDS');
  });

  it('are found by a forged signature, too few of them, or one key twice', () => {
    const [earlier, last] = s.rounds as [OracleRound, OracleRound];
    const [first, second, third] = last.signatures;
    const signed = (signatures: OracleRound['signatures']) => tellRounds([earlier, { ...last, signatures }]);
    const forged = { ...first!, signature: { ...first!.signature, S: first!.signature.S + 1n } };
    expect(refusal(signed([forged, second!, third!]))).toBe('NOT_SIGNED');
    expect(refusal(signed([first!, second!]))).toBe('NOT_SIGNED');
    expect(refusal(signed([first!, second!, second!]))).toBe('NOT_SIGNED');
    expect(refusal(signed([second!, first!, third!]))).toBe('NOT_SIGNED');
    // The round that nobody is liquidated at is looked at as well.
    expect(refusal(tellRounds([{ ...earlier, signatures: last.signatures }, last]))).toBe('NOT_SIGNED');
  });

  it('are found by any price that was not signed', () => {
    const [earlier, last] = s.rounds as [OracleRound, OracleRound];
    const changed = (change: Partial<OracleRound>) => tellRounds([earlier, { ...last, ...change }]);
    expect(refusal(changed({ index: [9_400_000n, ETH] }))).toBe('NOT_SIGNED');
    expect(refusal(changed({ marks: withFirst(9_400_000n) }))).toBe('NOT_SIGNED');
  });

  it('are found by a set that is not the one on L1, though it signed', () => {
    const secrets = KEYS.map((_, place) => secretOf(`stranger ${place}`));
    expect(
      refusal(
        tellRounds(
          s.rounds,
          secrets.map((secret) => derivePublicKey(secret)),
        ),
      ),
    ).toBe('ORACLE_SET_DIFFERS');
    expect(refusal(tellRounds(s.rounds, [...KEYS.slice(0, 3), derivePublicKey(secrets[0]!)]))).toBe(
      'ORACLE_SET_DIFFERS',
    );
    expect(refusal(tellRounds(s.rounds, [...KEYS, KEYS[0]!]))).toBe('ORACLE_SET_DIFFERS');
  });

  it('are found by another number, time or settlement hour, though the set signed', () => {
    const [earlier, last] = s.rounds as [OracleRound, OracleRound];
    expect(refusal(tellRounds([earlier, resigned({ round: last.round + 1 })]))).toBe('ROUNDS_DIFFER');
    expect(refusal(tellRounds([earlier, resigned({ time: last.time + 1 })]))).toBe('ROUNDS_DIFFER');
    expect(refusal(tellRounds([earlier, resigned({ settlementHour: HOUR })]))).toBe('ROUNDS_DIFFER');
    expect(refusal(tellRounds([last]))).toBe('ROUNDS_DIFFER');
    expect(refusal(tellRounds([]))).toBe('ROUNDS_DIFFER');
  });

  it('are found by a mark that is not the one on L1, though the set signed', () => {
    expect(audit({ rounds: tellRounds([s.rounds[0]!, resigned({})]) }).rounds!.refusal).toBeNull();
    const other = resigned({ marks: withFirst(9_499_999n) });
    expect(refusal(tellRounds([s.rounds[0]!, other]))).toBe('MARK_DIFFERS');
  });

  it('are found by an option without scenario prices, though the set signed', () => {
    const option = { ...s.after.state.markets[0]!, ...call(3, BTC, 10n * USD, HOUR + 48) };
    const markets = s.after.state.markets.map((market, row) => (row === 2 ? option : market));
    const put = <T>(list: readonly T[], value: T): T[] => list.map((other, row) => (row === 2 ? value : other));
    const { instruments, marks, scenarioPrices } = s.rounds[1]!;
    const naming = { instruments: put(instruments, 3), marks: put(marks, 100_000n) };
    const found = (change: Partial<OracleRound>) => {
      const rounds = tellRounds([s.rounds[0]!, resigned({ ...naming, ...change })]);
      return auditRounds(s.batch, rounds, s.words, { ...s.after.state, markets }, SIZE).refusal;
    };
    expect(found({})).toBe('NO_SCENARIO_PRICES');
    expect(found({ scenarioPrices: put(scenarioPrices, new Array<bigint>(9).fill(1n)) })).toBeNull();
  });

  it('are not read where they could say two things, or nothing', () => {
    const [earlier, last] = s.rounds as [OracleRound, OracleRound];
    // The same message: the first index price as one more mark.
    const shifted = { ...last, marks: [...last.marks, last.index[0]!], index: last.index.slice(1) };
    expect(refusal(tellRounds([earlier, shifted]))).toBe('ROUNDS_UNREADABLE');
    const told = tellRounds(s.rounds);
    const change = (member: object) => ({ ...told, rounds: [told.rounds[0]!, { ...told.rounds[1]!, ...member }] });
    expect(refusal(change({ time: '-1' }))).toBe('ROUNDS_UNREADABLE');
    expect(refusal(change({ round: String(2n ** 60n) }))).toBe('ROUNDS_UNREADABLE');
    expect(refusal(change({ marks: told.rounds[1]!.marks.map(() => String(2n ** 36n)) }))).toBe('ROUNDS_UNREADABLE');
    const [first, ...others] = told.rounds[1]!.signatures;
    expect(refusal(change({ signatures: [{ ...first!, key: others[0]!.key }, ...others] }))).toBe('ROUNDS_UNREADABLE');
    expect(refusal(change({ signatures: [{ ...first!, signer: 4 }, ...others] }))).toBe('ROUNDS_UNREADABLE');
  });
});
