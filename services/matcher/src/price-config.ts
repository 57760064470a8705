import { RulesSchema, SourcesSchema } from '@tenor/oracle';
import { type Static, Type } from 'typebox';
import { Count, closedObject, optional } from './gateway/schema/primitives.ts';

/**
 * Where index prices come from, by underlying (BTC, ETH): an index of several sources, else a recording played once, else
 * a seeded walk.
 */
export const PriceConfigSchema = closedObject({
  seed: optional(Type.Integer({ minimum: 0, maximum: 0xffff_ffff, description: 'Of the random walk' })),
  start: optional(
    Type.Record(Type.String(), Type.String({ pattern: '^[0-9]{1,12}$' }), {
      description: 'First price of the walk in USD by underlying',
    }),
  ),
  startedAt: optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description:
        'Unix milliseconds at which recordings and walks began: they are played by the clock, else a price a tick',
    }),
  ),
  recordings: optional(
    Type.Record(
      Type.String(),
      closedObject({
        path: Type.String({ description: 'CSV of bars, gzipped when it ends in .gz' }),
        from: optional(Count),
        seconds_per_tick: optional(Type.Integer({ minimum: 1, maximum: 3600 })),
      }),
    ),
  ),
  sources: optional(Type.Record(Type.String(), SourcesSchema)),
  rules: optional(RulesSchema),
});
export type PriceConfig = Static<typeof PriceConfigSchema>;
