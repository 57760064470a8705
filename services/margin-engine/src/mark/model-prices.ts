import type { RoundPrices } from '../oracle/round-builder.ts';

/** What a model of marks gives at one tick, by row. */
export type ModelPrices = Pick<RoundPrices, 'marks' | 'scenarioPrices'>;
