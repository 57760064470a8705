import { readFileSync } from 'node:fs';
import { CIRCUIT_SIZES, type CircuitName, TenorError } from '@tenor/protocol';
import { type Static, type TProperties, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { RulesSchema, SourcesSchema } from '../config/source-schema.ts';

const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });

const IndexSchema = closed({
  underlying: Type.String({ minLength: 1, description: 'BTC, ETH' }),
  lotDecimals: Type.Integer({ minimum: 0, maximum: 18, description: 'One lot is 10^-lotDecimals of the underlying' }),
  maxDeviationPpm: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    description: 'Farthest a proposed price may be from the own one: what honest sources differ by',
  }),
  sources: SourcesSchema,
  rules: Type.Optional(RulesSchema),
});

const ConfigSchema = closed({
  dataDirectory: Type.String({ minLength: 1, description: 'What this signer must not forget' }),
  host: Type.Optional(Type.String({ description: '127.0.0.1 unless given' })),
  port: Type.Integer({ minimum: 0, maximum: 65_535 }),
  token: Type.String({ minLength: 16, description: 'Bearer token of whoever may ask for signatures' }),
  secret: Type.String({ pattern: '^0x[0-9a-fA-F]{64}$', description: 'Seed of the key, 32 bytes' }),
  chainId: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  exchange: Type.Unsafe<`0x${string}`>(Type.String({ pattern: '^0x[0-9a-fA-F]{40}$' })),
  circuit: Type.Unsafe<CircuitName>(Type.Enum(Object.keys(CIRCUIT_SIZES))),
  l1: closed({
    rpcUrl: Type.String({ pattern: '^https?://' }),
    queue: Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', description: 'Says what is listed, and with which terms' }),
    fromBlock: Type.Integer({ minimum: 0, description: 'A block before the first listing: that of the deployment' }),
  }),
  indexes: Type.Array(IndexSchema, { minItems: 1, description: 'Of every underlying of the circuit, in its order' }),
  logLevel: Type.Optional(Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])),
});

/** Configuration of one oracle signer (docs/oracle.md). */
export type SignerConfig = Static<typeof ConfigSchema>;
const validator = Compile(ConfigSchema);

/** Reads the configuration of a signer. Throws INVALID_PARAMS naming what is wrong in the file. */
export function readSignerConfig(path: string): SignerConfig {
  const refuse = (param: string, detail: string): never => {
    throw new TenorError('INVALID_PARAMS', { param, detail });
  };
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return refuse('TENOR_CONFIG', (error as Error).message);
  }
  if (!validator.Check(value)) {
    const [first] = validator.Errors(value);
    const param = first?.instancePath.slice(1).replaceAll('/', '.') || 'TENOR_CONFIG';
    return refuse(param, `${param}: ${first?.message} in ${path}`);
  }
  const { U } = CIRCUIT_SIZES[value.circuit];
  if (value.indexes.length !== U) refuse('indexes', `${U} are needed, one for each underlying, in ${path}`);
  return value;
}
