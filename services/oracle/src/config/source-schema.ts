import { type TProperties, Type } from 'typebox';
import type { Address } from 'viem';
import { EXCHANGES, type ExchangeName } from '../ticker/exchanges.ts';

const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });
const Whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Duration = Type.Integer({ minimum: 1, maximum: 86_400_000, description: 'Milliseconds' });
const Url = Type.String({ pattern: '^(https?|wss?)://' });
const Seed = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });

/** Of every source: a name that is its own, and the oldest price to take from it. */
const named = { name: Type.String({ minLength: 1 }), maxAgeMs: Duration };

/** Of a recording or a walk: when it began, and how it is seen from here. */
const played = {
  startedAt: Type.Optional(Whole),
  delayMs: Type.Optional(Whole),
  noise: Type.Optional(closed({ ppm: Type.Integer({ minimum: 0, maximum: 100_000 }), seed: Seed })),
};

const Chainlink = closed({
  kind: Type.Literal('chainlink'),
  ...named,
  rpcUrl: Url,
  feed: Type.Unsafe<Address>(Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', description: 'L1 address' })),
  intervalMs: Type.Optional(Duration),
});

const Ticker = closed({
  kind: Type.Literal('ticker'),
  ...named,
  exchange: Type.Unsafe<ExchangeName>(Type.Enum(Object.keys(EXCHANGES))),
  transport: Type.Enum(['http', 'websocket']),
  symbol: Type.String({ minLength: 1, description: 'As the exchange writes it for this transport' }),
  origin: Type.Optional(Url),
  intervalMs: Type.Optional(Duration),
  idleMs: Type.Optional(Duration),
});

const Recorded = closed({
  kind: Type.Literal('recording'),
  ...named,
  ...played,
  path: Type.String({ description: 'CSV of bars, gzipped when it ends in .gz' }),
  from: Type.Optional(Whole),
  secondsPerTick: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600 })),
  tickMs: Type.Optional(Duration),
});

const RandomWalk = closed({
  kind: Type.Literal('random-walk'),
  ...named,
  ...played,
  seed: Seed,
  startUsd: Type.String({ pattern: '^[0-9]{1,12}(\\.[0-9]{1,6})?$' }),
  stepPpb: Whole,
  ticksPerJump: Type.Integer({ minimum: 1 }),
  jumpPpb: Whole,
  tickMs: Type.Optional(Duration),
});

/** Sources of one index (docs/oracle.md); they must not depend on each other. */
export const SourcesSchema = Type.Array(Type.Union([Chainlink, Ticker, Recorded, RandomWalk]), { minItems: 1 });

/** How an index is made of its sources; what is left out is as in DEFAULT_AGGREGATION. */
export const RulesSchema = closed({
  quorum: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 99, description: 'Sources that must agree, 3 unless given' }),
  ),
  deviationMultiple: Type.Optional(Type.Integer({ minimum: 3, maximum: 100 })),
  deviationFloorPpm: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  maxAheadMs: Type.Optional(Whole),
});
