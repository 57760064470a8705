import { readFileSync } from 'node:fs';
import { CIRCUIT_SIZES, TenorError } from '@tenor/protocol';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Address, Count, closedObject, IntegerString, optional } from './gateway/schema/primitives.ts';
import { PriceConfigSchema } from './price-config.ts';

const Secret = Type.String({ pattern: '^0x[0-9a-fA-F]{64}$', description: '32 bytes' });
const PublicKey = Type.Tuple([IntegerString, IntegerString], { description: 'Point of Baby Jubjub: x, y' });
const Port = Type.Integer({ minimum: 0, maximum: 65_535 });

const ConfigSchema = closedObject({
  dataDirectory: Type.String({ minLength: 1, description: 'Journal, snapshots and proofs of this exchange' }),
  host: optional(Type.String({ description: '127.0.0.1 unless given' })),
  port: Port,
  circuit: Type.Enum(Object.keys(CIRCUIT_SIZES)),
  chainId: Count,
  exchange: Address,
  queue: optional(Address),
  token: optional(Address),
  genesisHour: Type.Integer({ minimum: 1, description: 'Unix hours of the deployment, as its genesis state has it' }),
  internalToken: Type.String({ minLength: 16, description: 'Bearer token of the internal API' }),
  receiptKey: Secret,
  oracleKeys: Type.Array(PublicKey, { minItems: 1, maxItems: 64, description: 'The oracle set: N keys in its order' }),
  oracleSecrets: optional(
    Type.Array(Secret, {
      minItems: 1,
      maxItems: 64,
      description: 'Seeds of all keys of the set in its order, for a margin engine that signs by itself (development)',
    }),
  ),
  oracleSigners: optional(
    closedObject(
      {
        urls: Type.Array(Type.String({ pattern: '^https?://' }), { minItems: 1, maxItems: 64 }),
        token: Type.String({ minLength: 16 }),
        timeoutMs: optional(Type.Integer({ minimum: 10, maximum: 4000 })),
      },
      'The signers of the set in its order, each a process of its own (docs/oracle.md)',
    ),
  ),
  prices: optional(PriceConfigSchema),
  /** false: another process proposes rounds and funding. */
  runMarginEngine: optional(Type.Boolean()),
  keeperSharePpm: optional(
    Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      description: 'Part of the penalty of a liquidation that a keeper gets; as it was before unless given',
    }),
  ),
  /** Between two oracle rounds; rounds more than 4 s apart would not count as steady. */
  tickMilliseconds: optional(Type.Integer({ minimum: 10, maximum: 4000 })),
  webDirectory: optional(Type.String()),
  webConfig: optional(Type.Unknown()),
  signatureThreads: optional(Type.Integer({ minimum: 0, maximum: 64 })),
  rates: optional(
    Type.Record(
      Type.Enum(['orders', 'cancels', 'reads', 'subscriptions']),
      closedObject({ burst: Count, perSecond: Type.Number({ exclusiveMinimum: 0 }) }),
      { description: 'Token buckets by account or address' },
    ),
  ),
  logLevel: optional(Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])),
});

/** Configuration of one exchange process (docs/api/running.md). */
export type MatcherConfig = Static<typeof ConfigSchema>;
const validator = Compile(ConfigSchema);

/** Reads a configuration. Throws INVALID_PARAMS naming what is wrong in the file. */
export function readConfig(path: string): MatcherConfig {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const detail = error instanceof Error ? error.message : path;
    throw new TenorError('INVALID_PARAMS', { param: '--config', detail });
  }
  if (validator.Check(value)) return value;
  for (const { instancePath, message } of validator.Errors(value)) {
    const param = instancePath.slice(1).replaceAll('/', '.') || '--config';
    throw new TenorError('INVALID_PARAMS', { param, detail: `${param}: ${message} in ${path}` });
  }
  throw new TenorError('INVALID_PARAMS', { param: '--config', detail: path });
}
