import {
  GENESIS_TERMS,
  HOLDING_MARGIN_BITS,
  holding,
  INSTRUMENT_KIND,
  type MarketTerms,
  marketFigures,
} from '@tenor/protocol';
import { InstrumentScale } from '@tenor/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InstrumentDirectory } from '../../../services/matcher/src/gateway/instrument-directory.ts';
import { instrumentJson } from '../../../services/matcher/src/gateway/instrument-json.ts';
import { INSTRUMENTS, specificationOf } from '../../../services/matcher/src/sequencer/instruments.ts';
import { initialMargin } from '../src/initial-margin.ts';
import { lotPrice, marketTermsOf } from '../src/market-terms.ts';
import { positionMargin } from '../src/position-margin.ts';

const scale = new InstrumentScale(instrumentJson(new InstrumentDirectory(INSTRUMENTS).all[0]!));

test('the margin computed from what the API says of an instrument is that of the rules', () => {
  const { margin } = marketTermsOf(scale);
  fc.assert(
    fc.property(
      fc.bigInt({ min: 100_000n, max: 100_000_000n }),
      fc.bigInt({ min: 1n, max: 1_000_000n }),
      (mark, lots) => {
        const exact = holding(lots, marketFigures(GENESIS_TERMS[0]!, mark, mark)).margin >> HOLDING_MARGIN_BITS;
        const own = initialMargin(lots * mark, margin);
        // The rules round the slope up to 2^-20 µUSD a lot², the API cuts its fractions after 18 places.
        const slack = ((lots * lots) >> HOLDING_MARGIN_BITS) + exact / 10n ** 7n + 2n;
        expect(own).toBeGreaterThanOrEqual(exact - slack);
        expect(own).toBeLessThanOrEqual(exact + slack);
      },
    ),
  );
});

test('so is the margin of an option, long and short', () => {
  const terms = (kind: number, strike: bigint): MarketTerms => ({
    ...GENESIS_TERMS[0]!,
    instrument: 3,
    kind,
    strike,
    expiryHour: 500_000,
    imRate: (15n << 20n) / 100n + 1n,
    slopeRate: 0n,
    fundingCapRate: 0n,
    floorRate: (1n << 20n) / 10n + 1n,
  });
  fc.assert(
    fc.property(
      fc.constantFrom(INSTRUMENT_KIND.call, INSTRUMENT_KIND.put),
      fc.bigInt({ min: 1_000n, max: 200_000n }).map((usd) => usd * 100n),
      fc.bigInt({ min: 100_000n, max: 20_000_000n }),
      fc.bigInt({ min: 1n, max: 5_000_000n }),
      fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).filter((lots) => lots !== 0n),
      (kind, strike, index, mark, lots) => {
        const option = terms(kind, strike);
        const [listed] = new InstrumentDirectory([specificationOf(option, 4)]).all;
        const own = positionMargin(lots, marketTermsOf(new InstrumentScale(instrumentJson(listed!))), { mark, index });
        const exact = holding(lots, marketFigures(option, mark, index)).margin >> HOLDING_MARGIN_BITS;
        // The API cuts its fractions after 18 places.
        const slack = exact / 10n ** 7n + 2n;
        expect(own).toBeGreaterThanOrEqual(exact - slack);
        expect(own).toBeLessThanOrEqual(exact + slack);
      },
    ),
  );
});

test('a price is µUSD per lot, on the tick or not', () => {
  expect(lotPrice(scale, '94406.25')).toBe(9_440_625n);
});
