import { type TSchema, Type } from 'typebox';

/** A JSON object without unknown members. */
export const closedObject = <P extends Record<string, TSchema>>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });

export const optional = <S extends TSchema>(schema: S) => Type.Optional(schema);
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

/** Prices, sizes and amounts as people read them: "64250.5", "-0.001". Never in exponent form. */
export const DecimalString = Type.String({
  pattern: '^-?(0|[1-9][0-9]{0,29})(\\.[0-9]{1,18})?$',
  maxLength: 50,
  description: 'Decimal number',
});

/** A non-negative integer in a string, below 2^256: field elements and the integers inside a signed instruction. */
export const IntegerString = Type.String({
  pattern: '^(0|[1-9][0-9]{0,77})$',
  maxLength: 78,
  description: 'Non-negative integer',
});

/** An integer of either sign in a string: µUSD of a fee, negative where it is a rebate. */
export const SignedIntegerString = Type.String({
  pattern: '^(0|-?[1-9][0-9]{0,77})$',
  maxLength: 79,
  description: 'Integer',
});

export const HexString = Type.String({ pattern: '^0x[0-9a-fA-F]*$', maxLength: 4096 });
export const Address = Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', description: 'L1 address' });
export const InstrumentName = Type.String({
  pattern: '^[A-Z0-9]{1,16}(-[A-Z0-9.]{1,16}){1,4}$',
  maxLength: 40,
  description: 'Instrument name, such as BTC-PERP',
});
export const AccountId = Type.Integer({ minimum: 1, maximum: 0xffff_ffff, description: 'Account id' });
export const Milliseconds = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Unix milliseconds',
});
export const SequenceNumber = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const ClientId = Type.String({ minLength: 1, maxLength: 36, pattern: '^[\\x21-\\x7e]+$' });
export const Label = Type.String({ minLength: 1, maxLength: 64, pattern: '^[\\x20-\\x7e]+$' });
export const OrderId = Type.String({ pattern: '^[0-9a-zA-Z:_-]{1,64}$', description: 'Order id' });
export const Side = Type.Enum(['buy', 'sell']);
export const Cursor = Type.String({ pattern: '^[0-9a-zA-Z_-]{1,64}$', description: 'Opaque cursor from `next`' });
export const PageLimit = Type.Integer({ minimum: 1, maximum: 500, description: 'Results a page, 100 unless given' });

/** How far a command has got (docs/api/finality.md). */
export const Stage = Type.Enum(['accepted', 'batched', 'proved', 'settled', 'final']);

/** The finality of one record: its stage and, once known, the batch and the L1 transaction. */
export const finalityFields = {
  stage: Stage,
  batch: nullable(Count),
  l1_tx: nullable(HexString),
};

/** A page of results with an opaque cursor; `next` is null on the last page. */
export const pageOf = <S extends TSchema>(item: S) =>
  closedObject({ results: Type.Array(item), next: nullable(Cursor) });
export const pageParams = { limit: optional(PageLimit), cursor: optional(Cursor) };
