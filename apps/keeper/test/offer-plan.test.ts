import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialMargin } from '../src/initial-margin.ts';
import type { MarketTerms } from '../src/market-terms.ts';
import { type Offer, planOffer } from '../src/offer-plan.ts';
import { grossNotional, type OwnAccount } from '../src/own-account.ts';
import { chance, LIMITS, MARK, own, TERMS, USD } from './chances.ts';

const lotsOf = (plan: ReturnType<typeof planOffer>): bigint => (typeof plan === 'string' ? 0n : plan.lots);

describe('an offer', () => {
  test('is for all that is needed where nothing is in the way, at a little more than the keeper price', () => {
    expect(planOffer(chance(), TERMS, own(), LIMITS)).toEqual({
      account: 7,
      instrument: 'BTC-PERP',
      side: 'buy',
      lots: 1000n,
      // 9,440,625 × 1.001 = 9,450,065.6, up to the tick of 10.
      limitTicks: 945_007n,
      reward: 1000n * (MARK - 9_440_625n),
    });
    expect(planOffer(chance({ side: 'sell', keeperPrice: 9_559_375n }), TERMS, own(), LIMITS)).toMatchObject({
      side: 'sell',
      limitTicks: 954_981n,
      reward: 1000n * (9_559_375n - MARK),
    });
  });

  test('never accepts worse than the mark, whatever the tolerance', () => {
    const generous = { ...LIMITS, tolerancePpm: 100_000n };
    expect(planOffer(chance(), TERMS, own(), generous)).toMatchObject({ limitTicks: MARK / 10n });
    const sold = chance({ side: 'sell', keeperPrice: 9_559_375n });
    expect(planOffer(sold, TERMS, own(), generous)).toMatchObject({ limitTicks: MARK / 10n });
  });

  test('stops at the cap of one liquidation', () => {
    // $250,000 at $9.5 a lot.
    expect(lotsOf(planOffer(chance({ neededLots: 1_000_000n }), TERMS, own(), LIMITS))).toBe(26_315n);
    expect(planOffer(chance(), TERMS, own(), { ...LIMITS, perLiquidation: USD })).toBe('liquidation_cap');
  });

  test('stops at the cap of all positions, and beyond it only reduces', () => {
    const held = 100_000n;
    expect(lotsOf(planOffer(chance({ neededLots: 20_000n }), TERMS, own(held), LIMITS))).toBe(5263n);
    expect(planOffer(chance(), TERMS, own(200_000n), LIMITS)).toBe('position_cap');
    expect(lotsOf(planOffer(chance(), TERMS, own(-200_000n), LIMITS))).toBe(1000n);
  });

  test('counts positions in other instruments', () => {
    const holdings = new Map([['ETH-PERP', { lots: -300_000n, worth: 3_330_000n }]]);
    // $999,000 are held: $1,000 of room.
    expect(lotsOf(planOffer(chance(), TERMS, { ...own(), holdings }, LIMITS))).toBe(105n);
  });

  test('binds only a part of the free collateral', () => {
    const poor = own(0n, 1000n * USD);
    // $500 at 5 % and a little.
    const lots = lotsOf(planOffer(chance({ neededLots: 100_000n }), TERMS, poor, LIMITS));
    expect(initialMargin(lots * MARK, TERMS.margin)).toBeLessThanOrEqual(500n * USD);
    expect(initialMargin((lots + 1n) * MARK, TERMS.margin)).toBeGreaterThan(500n * USD);
    expect(planOffer(chance(), TERMS, own(0n, -1n), LIMITS)).toBe('margin');
    expect(lotsOf(planOffer(chance(), TERMS, own(-2000n, -1n), LIMITS))).toBe(1000n);
  });

  test('is not made for the own account or for nothing', () => {
    expect(planOffer(chance({ account: 1 }), TERMS, own(), LIMITS)).toBe('own_account');
    expect(planOffer(chance({ neededLots: 0n }), TERMS, own(), LIMITS)).toBe('nothing_needed');
  });
});

/** The account after it has taken an offer over at the mark. */
function after(account: OwnAccount, offer: Offer): OwnAccount {
  const held = account.holdings.get(offer.instrument)?.lots ?? 0n;
  const lots = offer.side === 'buy' ? held + offer.lots : held - offer.lots;
  return { ...account, holdings: new Map([...account.holdings, [offer.instrument, { lots, worth: MARK }]]) };
}

describe('an offer for options', () => {
  /** $95,000 a BTC; a call at 100,000 for $1,000. */
  const prices = { mark: 100_000n, index: MARK };
  const terms: MarketTerms = {
    ...TERMS,
    instrument: 'BTC-4DEC26-100000-C',
    margin: { rate: 15n * 10n ** 16n, slopePerUsd: 0n },
    option: { type: 'call', strike: 10_000_000n, floorRate: 10n ** 17n },
  };
  const asked = (side: 'buy' | 'sell') => chance({ ...prices, side, keeperPrice: prices.mark, neededLots: 1_000_000n });

  test('counts with the underlying in the caps', () => {
    // $250,000 at $950 a lot of 0.01 BTC.
    expect(lotsOf(planOffer(asked('buy'), terms, own(), LIMITS))).toBe(26_315n);
  });

  test('binds the premium of a long one, and far more for a short one', () => {
    const poor = own(0n, 2000n * USD);
    expect(lotsOf(planOffer(asked('buy'), terms, poor, LIMITS))).toBe(10_000n);
    // 10 % of the index and the mark: 950,000 + 100,000 µUSD a lot.
    expect(lotsOf(planOffer(asked('sell'), terms, poor, LIMITS))).toBe(952n);
  });
});

test('whatever is offered for keeps every cap, and one lot more would break one', () => {
  const amount = (most: bigint) => fc.bigInt({ min: 0n, max: most });
  let offered = 0;
  fc.assert(
    fc.property(
      fc.record({
        needed: amount(500_000n),
        isBuy: fc.boolean(),
        held: fc.bigInt({ min: -200_000n, max: 200_000n }),
        free: fc.bigInt({ min: -1000n, max: 200_000n }).map((usd) => usd * USD),
        perLiquidation: amount(5_000_000n).map((usd) => usd * USD),
        totalPosition: amount(5_000_000n).map((usd) => usd * USD),
      }),
      ({ needed, isBuy, held, free, ...caps }) => {
        const limits = { ...LIMITS, ...caps };
        const account = own(held, free);
        const asked = chance({ neededLots: needed, side: isBuy ? 'buy' : 'sell' });
        const keeps = (offer: Offer): boolean => {
          const then = after(account, offer);
          const margin = (of: OwnAccount) => initialMargin(grossNotional(of), TERMS.margin);
          const [gross, grossBefore] = [grossNotional(then), grossNotional(account)];
          return (
            offer.lots * MARK <= limits.perLiquidation &&
            (gross <= limits.totalPosition || gross <= grossBefore) &&
            margin(then) - margin(account) <= (free > 0n ? free / 2n : 0n)
          );
        };
        const plan = planOffer(asked, TERMS, account, limits);
        const bare = { account: 7, instrument: 'BTC-PERP', side: asked.side, limitTicks: 0n, reward: 0n };
        if (typeof plan === 'string') {
          if (needed > 0n) expect(keeps({ ...bare, lots: 1n })).toBe(false);
          return;
        }
        offered++;
        expect(keeps(plan)).toBe(true);
        if (plan.lots < needed) expect(keeps({ ...plan, lots: plan.lots + 1n })).toBe(false);
      },
    ),
    { numRuns: 1000 },
  );
  expect(offered).toBeGreaterThan(300);
});
