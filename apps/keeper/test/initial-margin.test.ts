import { GENESIS_TERMS, holding, MARGIN_FRACTION_BITS, marketFigures } from '@tenor/protocol';
import { InstrumentScale } from '@tenor/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InstrumentDirectory } from '../../../services/matcher/src/gateway/instrument-directory.ts';
import { instrumentJson } from '../../../services/matcher/src/gateway/instrument-json.ts';
import { INSTRUMENTS } from '../../../services/matcher/src/sequencer/instruments.ts';
import { initialMargin } from '../src/initial-margin.ts';
import { lotPrice, marketTermsOf } from '../src/market-terms.ts';

const scale = new InstrumentScale(instrumentJson(new InstrumentDirectory(INSTRUMENTS).all[0]!));

test('the margin computed from what the API says of an instrument is that of the rules', () => {
  const { margin } = marketTermsOf(scale);
  fc.assert(
    fc.property(
      fc.bigInt({ min: 100_000n, max: 100_000_000n }),
      fc.bigInt({ min: 1n, max: 1_000_000n }),
      (mark, lots) => {
        const exact = holding(lots, marketFigures(GENESIS_TERMS[0]!, mark)).margin >> MARGIN_FRACTION_BITS;
        const own = initialMargin(lots * mark, margin);
        // The rules round the slope up to 2^-20 µUSD a lot², the API cuts its fractions after 18 places.
        const slack = ((lots * lots) >> MARGIN_FRACTION_BITS) + exact / 10n ** 7n + 2n;
        expect(own).toBeGreaterThanOrEqual(exact - slack);
        expect(own).toBeLessThanOrEqual(exact + slack);
      },
    ),
  );
});

test('a price is µUSD per lot, on the tick or not', () => {
  expect(lotPrice(scale, '94406.25')).toBe(9_440_625n);
});
