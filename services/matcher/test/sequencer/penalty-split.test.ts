import fc from 'fast-check';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { adoptPenaltySplit } from '../../src/penalty-setting.ts';
import { decodeCommand, encodeCommand } from '../../src/sequencer/command-codec.ts';
import { Exchange } from '../../src/sequencer/exchange.ts';
import { keeperReward, penaltyFee } from '../../src/sequencer/penalty-split.ts';
import { Sequencer } from '../../src/sequencer/sequencer.ts';
import { testDirectories } from '../journal/directory.ts';
import { expectWithinPenalty, LeveragedVenue, LOTS, liquidationOf, POOR } from './leveraged-venue.ts';
import { digest, ledgers, START, USD } from './venue.ts';

const [MAKER, KEEPER] = [3, 4] as const;
/** 3 % lower: the account is below its maintenance margin and can bear the whole penalty. */
const MILD = 9_700_000n;
const IM_OF_LOT = MILD * 52_429n;
const WHOLE = 1_000_000;
const log = pino({ enabled: false });
const directoryFor = testDirectories();

const split = (keeperSharePpm: number) => ({ type: 'penaltySplit', time: START, keeperSharePpm }) as const;

function fallen(keeperSharePpm: number): LeveragedVenue {
  const venue = new LeveragedVenue([LOTS, 0n, 0n], 200_000n * USD);
  venue.apply(split(keeperSharePpm));
  venue.moveTo(MILD);
  return venue;
}
const takenOver = (venue: LeveragedVenue) =>
  liquidationOf(venue.apply(venue.offer(KEEPER, { size: 5_000n, limitPrice: MILD })));

/** The account has its buffer of an eighth above its initial margin, and would not have it with one lot less closed. */
function expectBuffer(venue: LeveragedVenue): void {
  const { equity, initialMargin } = venue.sequencer.ledger.health(POOR);
  expect(8n * equity).toBeGreaterThanOrEqual(9n * initialMargin - 8n);
  expect(8n * (equity - 1n * USD)).toBeLessThan(9n * initialMargin);
}

describe('the penalty of a liquidation', () => {
  it.each([0, 1, 125_000, 500_000, 999_999, WHOLE])('goes to the keeper by %i parts of a million', (share) => {
    const venue = fallen(share);
    const receipt = takenOver(venue);
    const { lots } = receipt;
    const reward = ((IM_OF_LOT * BigInt(share)) / 4_000_000n) >> 20n;
    expect(receipt.quote).toBe(lots * (MILD - reward));
    expect(receipt.fee).toBe(((lots * IM_OF_LOT * BigInt(WHOLE - share)) / 4_000_000n) >> 20n);
    expect(venue.fund).toBe(receipt.fee);
    expect(lots < LOTS).toBe(true);
    expectWithinPenalty(receipt);
    expectBuffer(venue);
  });

  it.each([0, 500_000, WHOLE])(
    'is never more than its bound where the book takes the position (%i for a keeper)',
    (share) => {
      for (const below of [0n, 3n, 7n, 11n]) {
        const venue = fallen(share);
        for (const more of [0n, 1n]) venue.bid(MAKER, MILD - (MILD * (below + more)) / 1000n - 10n, 1_700n);
        const receipt = liquidationOf(venue.apply(venue.liquidation()));
        expectWithinPenalty(receipt);
        expect(receipt.lots < 3_400n).toBe(true);
        expectBuffer(venue);
      }
    },
  );

  it('is a quarter of the initial margin at most, whatever the split, the size and the price', () => {
    const lotMargin = fc.bigInt({ min: 1n, max: 1n << 57n });
    const lots = fc.bigInt({ min: 1n, max: 1n << 40n });
    fc.assert(
      fc.property(
        lotMargin,
        lots,
        fc.integer({ min: 0, max: WHOLE }),
        fc.bigInt(0n, 1n << 40n),
        (im, n, share, drift) => {
          const margin = im * n;
          const reward = keeperReward(im, share);
          expect((n * reward + penaltyFee(margin, n * reward, share)) << 22n).toBeLessThanOrEqual(margin);
          const bound = margin >> 22n;
          for (const cost of [-drift, drift % (bound + 1n), bound]) {
            const fee = penaltyFee(margin, cost, share);
            expect(fee).toBeGreaterThanOrEqual(0n);
            expect((cost + fee) << 22n).toBeLessThanOrEqual(margin);
          }
          // Nothing of it is lost but what rounding takes: less than a µUSD of the fee, and of the reward of each lot.
          expect(bound - n * reward - penaltyFee(margin, n * reward, share)).toBeLessThanOrEqual(n + 1n);
        },
      ),
    );
  });

  it('cannot be split beyond its whole', () => {
    const venue = new LeveragedVenue([LOTS], 200_000n * USD);
    for (const share of [WHOLE + 1, -1, 0.5, Number.NaN]) expect(venue.refused(split(share))).toBe('INVALID_PARAMS');
    expect(venue.state.keeperSharePpm).toBe(500_000);
  });
});

describe('another split', () => {
  it('holds for what comes after it, and a replay takes every liquidation as it was', () => {
    const venue = fallen(200_000);
    const first = liquidationOf(venue.apply(venue.offer(KEEPER, { size: 100n, limitPrice: MILD })));
    venue.apply(split(800_000));
    const second = liquidationOf(venue.apply(venue.offer(KEEPER, { size: 100n, limitPrice: MILD })));
    expect(second.fee).toBeLessThan(first.fee);
    expect(second.quote).toBeLessThan(first.quote);
    let replayed = Sequencer.create(ledgers);
    venue.journal.forEach((command, index) => {
      replayed.apply(decodeCommand(encodeCommand(command)), index + 1, BigInt(index + 1));
      replayed = Sequencer.restore(ledgers, replayed.serialize())!;
    });
    expect(digest(replayed)).toBe(venue.hash);
  });

  it('in the configuration of a restart becomes one command, and leaves what the journal says before it as it is', async () => {
    const dataDir = directoryFor();
    const open = () => Exchange.open({ dataDir, identity: 'test', ledgers, log, probe: false });
    const { journal } = fallen(500_000);
    const first = await open();
    for (const command of journal) await first.submit(command);
    await adoptPenaltySplit(first, undefined, START, log);
    await adoptPenaltySplit(first, 500_000, START, log);
    const { queries, stateHash } = first;
    expect(queries.summary().engineSeq).toBe(journal.length);
    const hash = stateHash();
    await first.close();

    const second = await open();
    expect(second.stateHash()).toBe(hash);
    await adoptPenaltySplit(second, 0, START, log);
    expect(second.queries.summary()).toMatchObject({ engineSeq: journal.length + 1, keeperSharePpm: 0 });
    const changed = second.stateHash();
    await second.close();

    const third = await open();
    await adoptPenaltySplit(third, undefined, START, log);
    expect(third.stateHash()).toBe(changed);
    await expect(adoptPenaltySplit(third, WHOLE + 1, START, log)).rejects.toMatchObject({ name: 'INVALID_PARAMS' });
    await third.close();
  });
});
