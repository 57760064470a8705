import { EXCHANGES, type ExchangeName } from '@tenor/oracle';
import { type Static, Type } from 'typebox';
import { Address, Count, closedObject, optional } from './gateway/schema/primitives.ts';

const Duration = Type.Integer({ minimum: 1, maximum: 86_400_000, description: 'Milliseconds' });
const Url = Type.String({ pattern: '^(https?|wss?)://' });

/** Of every source: a name that is its own, and the oldest price to take from it. */
const named = { name: Type.String({ minLength: 1 }), maxAgeMs: Duration };

const Chainlink = closedObject({
  kind: Type.Literal('chainlink'),
  ...named,
  rpcUrl: Url,
  feed: Type.Unsafe<`0x${string}`>(Address),
  intervalMs: optional(Duration),
});

const Ticker = closedObject({
  kind: Type.Literal('ticker'),
  ...named,
  exchange: Type.Unsafe<ExchangeName>(Type.Enum(Object.keys(EXCHANGES))),
  transport: Type.Enum(['http', 'websocket']),
  symbol: Type.String({ minLength: 1, description: 'As the exchange writes it for this transport' }),
  origin: optional(Url),
  intervalMs: optional(Duration),
  idleMs: optional(Duration),
});

const Recording = closedObject({
  kind: Type.Literal('recording'),
  ...named,
  path: Type.String({ description: 'CSV of bars, gzipped when it ends in .gz' }),
  from: optional(Count),
  secondsPerTick: optional(Type.Integer({ minimum: 1, maximum: 3600 })),
  tickMs: optional(Duration),
});

const RandomWalk = closedObject({
  kind: Type.Literal('random-walk'),
  ...named,
  seed: Type.Integer({ minimum: 0, maximum: 0xffff_ffff }),
  startUsd: Type.String({ pattern: '^[0-9]{1,12}(\\.[0-9]{1,6})?$' }),
  stepPpb: Count,
  ticksPerJump: Type.Integer({ minimum: 1 }),
  jumpPpb: Count,
  tickMs: optional(Duration),
});

/** Sources of one index (docs/oracle.md); they must not depend on each other. */
const IndexSources = Type.Array(Type.Union([Chainlink, Ticker, Recording, RandomWalk]), { minItems: 1 });

/** How an index is made of its sources; what is left out is as in DEFAULT_AGGREGATION. */
const IndexRules = closedObject({
  quorum: optional(Type.Integer({ minimum: 1, maximum: 99, description: 'Sources that must agree, 3 unless given' })),
  deviationMultiple: optional(Type.Integer({ minimum: 3, maximum: 100 })),
  deviationFloorPpm: optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  maxAheadMs: optional(Count),
});

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
  sources: optional(Type.Record(Type.String(), IndexSources)),
  rules: optional(IndexRules),
});
export type PriceConfig = Static<typeof PriceConfigSchema>;
