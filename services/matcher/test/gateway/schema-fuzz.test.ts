import type { Instruction } from '@tenor/protocol';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MethodName, methods } from '../../src/gateway/schema/methods.ts';
import { GatewayRig, requireResult, type Trader } from './gateway-rig.ts';

/** The members of a JSON schema that the generator reads. */
interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

const HUGE = '9'.repeat(78);
/** Anything at all: wrong types, huge numbers, long text, nesting. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
  fc.constantFrom(null, '', '0', '-1', HUGE, '1e9', '0x', 'NaN', -1, 0, 1.5, 2 ** 53, 1e308, [], {}, 'x'.repeat(2000)),
);

function textOf({ pattern = '' }: JsonSchema): fc.Arbitrary<unknown> {
  if (pattern.startsWith('^(0|[1-9]')) {
    return fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 40n }).map(String), fc.constantFrom('0', '1', '767', '768', HUGE));
  }
  if (pattern.includes('A-Z0-9')) return fc.constantFrom('BTC-PERP', 'ETH-PERP', 'XRP-PERP', 'BTC-27JUN25-100000-C');
  if (pattern.startsWith('^0x[0-9a-fA-F]{40}')) return fc.constantFrom(`0x${'00'.repeat(20)}`, `0x${'ff'.repeat(20)}`);
  if (pattern.startsWith('^0x')) return fc.constantFrom('0x', `0x${'ab'.repeat(65)}`, `0x${'0'.repeat(400)}`);
  return fc.constantFrom('1', '7', 'a', 'book.BTC-PERP.raw', 'zz9', '999999999999999999');
}

/** Values that a schema allows, its bounds among them. */
function valid(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valid));
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema;
  switch (schema.type) {
    case 'object': {
      const members = Object.entries(schema.properties ?? {}).map(([name, member]) => [name, valid(member)] as const);
      return fc.record(Object.fromEntries(members), { requiredKeys: [...(schema.required ?? [])] });
    }
    case 'array':
      if (Array.isArray(schema.items)) return fc.tuple(...schema.items.map(valid));
      return fc.array(valid((schema.items ?? {}) as JsonSchema), { minLength: 1, maxLength: 4 });
    case 'integer':
      return fc.oneof(
        fc.constantFrom(minimum, maximum),
        fc.integer({ min: minimum, max: Math.min(maximum, minimum + 50) }),
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return textOf(schema);
  }
}

/** Replaces, removes or adds one member somewhere. */
const damaged = (value: unknown): fc.Arbitrary<unknown> => {
  if (typeof value !== 'object' || value === null) return anything;
  const keys = Object.keys(value);
  return fc.oneof(
    anything,
    fc.tuple(fc.constantFrom(...keys, 'unknown'), anything).chain(([key, other]) => {
      const member = (value as Record<string, unknown>)[key];
      const deeper = typeof member === 'object' && member !== null ? damaged(member) : fc.constant(other);
      return deeper.map((changed) =>
        Array.isArray(value) ? Object.assign([...value], { [key]: changed }) : { ...value, [key]: changed },
      );
    }),
    fc
      .constantFrom(...keys, 'none')
      .map((key) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))),
  );
};

let rig: GatewayRig;
let token: string;
let trader: Trader;

beforeAll(async () => {
  rig = await GatewayRig.start();
  // A round in the middle of a call would look like a change that the call made.
  rig.letPricesStop();
  trader = rig.traders[0]!;
  token = await rig.login(trader);
});
beforeEach(() => rig.round());
afterAll(() => rig.close());

/** A refused call must leave the state as it was; an answered one is allowed to change it; neither may be a fault of ours. */
async function mustNotBreak(name: MethodName, params: unknown, withToken: boolean): Promise<void> {
  const before = rig.exchange.stateHash();
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: name, params });
  const reply = await rig.raw(body, withToken ? token : undefined);
  const seen = `${name} ${body.slice(0, 300)} → ${reply.status} ${JSON.stringify(reply.error)}`;
  expect(reply.status, seen).toBeLessThan(500);
  if (reply.error) {
    expect(reply.error.code, seen).toBeGreaterThan(10_000);
    expect(rig.exchange.stateHash(), seen).toBe(before);
  } else {
    expect(reply.result, seen).toBeDefined();
    requireResult(name, reply.result);
  }
}

const RUNS = 30;
test.each(Object.keys(methods) as MethodName[])(
  '%s takes or refuses by number whatever its schema allows, and everything else',
  async (name) => {
    const schema = methods[name].params as TSchema as JsonSchema;
    const params = valid(schema);
    await fc.assert(
      fc.asyncProperty(params, fc.boolean(), (value, withToken) => mustNotBreak(name, value, withToken)),
      { numRuns: RUNS },
    );
    await fc.assert(
      fc.asyncProperty(params.chain(damaged), (value) => mustNotBreak(name, value, true)),
      { numRuns: RUNS },
    );
  },
);

/** Members without meaning in a kind must be zero, or nothing can be signed. */
function canonical(drawn: Partial<Instruction>): Partial<Instruction> {
  const { kind, slot, amount, instrument } = drawn;
  if (kind === 'order') return { ...drawn, amount: 0n };
  if (kind === 'withdraw') return { kind, slot, amount };
  if (kind === 'marginMode') return { kind, slot, instrument: instrument! % 256 };
  return kind === 'transfer' ? { kind, slot, amount, instrument } : { kind, slot };
}

test('a well signed instruction with any fields is taken or refused by number', async () => {
  const small = (bits: number) =>
    fc.oneof(fc.constantFrom(0n, 1n, 2n ** BigInt(bits) - 1n), fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }));
  const fields = fc.record({
    kind: fc.constantFrom(
      'order' as const,
      'withdraw' as const,
      'transfer' as const,
      'cancel' as const,
      'cancelAll' as const,
      'marginMode' as const,
    ),
    instrument: fc.constantFrom(0, 1, 2, 3, 0xffff_ffff),
    side: fc.constantFrom(0 as const, 1 as const),
    reduceOnly: fc.boolean(),
    postOnly: fc.boolean(),
    slot: fc.integer({ min: 0, max: 767 }),
    size: fc.oneof(fc.bigInt({ min: 1n, max: 50n }), small(32)),
    limitPrice: fc.oneof(fc.constantFrom(9_500_000n, 9_400_000n, 9_500_001n), small(36)),
    maxFeePerLot: fc.oneof(fc.constant(100_000n), small(24)),
    amount: fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 100n }), small(62)),
  });
  const options = fc.record(
    {
      type: fc.constantFrom('limit', 'market'),
      time_in_force: fc.constantFrom('gtc', 'gtt', 'ioc', 'fok'),
      stp: fc.constantFrom('expire_maker', 'expire_taker', 'expire_both'),
      client_id: fc.constantFrom('a', 'b', 'c'),
    },
    { requiredKeys: [] },
  );
  const METHOD: Readonly<Record<string, MethodName>> = {
    order: 'private/place',
    withdraw: 'private/withdraw',
    transfer: 'private/transfer',
    cancel: 'private/cancel',
    cancelAll: 'private/cancel_all',
    marginMode: 'private/set_margin_mode',
  };
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fields, options, fc.boolean(), async (drawn, extra, isGarbled) => {
      const isOrder = drawn.kind === 'order';
      const signed = rig.signed(trader, rig.instruction(trader, canonical(drawn)));
      // After signing: members that mean nothing in this kind, or another value than the signed one.
      if (isGarbled) Object.assign(signed.instruction, { amount: String(drawn.amount), size: String(drawn.size) });
      const seq = rig.exchange.queries.summary().engineSeq;
      await mustNotBreak(METHOD[drawn.kind]!, { ...signed, ...(isOrder ? extra : {}) }, true);
      if (rig.exchange.queries.summary().engineSeq > seq) taken++;
    }),
    { numRuns: 200 },
  );
  expect(taken).toBeGreaterThan(5);
});
