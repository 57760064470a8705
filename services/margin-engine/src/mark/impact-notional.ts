import type { MarketTerms } from '@tenor/protocol';

/** How deep a book is probed, µUSD: $500 divided by the initial margin rate, so that a market with higher leverage is probed deeper. */
export const impactNotional = ({ imRate }: Pick<MarketTerms, 'imRate'>): bigint => (500_000_000n << 20n) / imRate;
