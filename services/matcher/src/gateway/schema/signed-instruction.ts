import { type Static, Type } from 'typebox';
import { closedObject, IntegerString } from './primitives.ts';

const Point = Type.Tuple([IntegerString, IntegerString], { description: 'Point of Baby Jubjub: x, y' });

/** EdDSA-Poseidon signature as circomlib verifies it. */
export const SignatureSchema = closedObject({ R8: Point, S: IntegerString });

/**
 * What the trader signs, every integer as a decimal string. The packing is in docs/protocol/formats.md; bounds are
 * checked when it is decoded, so that each one that is broken has its own error.
 */
export const InstructionSchema = closedObject({
  kind: Type.Enum(['order', 'withdraw', 'transfer', 'cancel', 'cancelAll', 'marginMode']),
  account: IntegerString,
  instrument: IntegerString,
  side: Type.Enum(['0', '1'], { description: '0 buys, 1 sells' }),
  reduce_only: Type.Boolean(),
  post_only: Type.Boolean(),
  slot: IntegerString,
  generation: IntegerString,
  revision: IntegerString,
  expiry: IntegerString,
  size: IntegerString,
  limit_price: IntegerString,
  max_fee_per_lot: IntegerString,
  amount: IntegerString,
});

/** The members that every signed request carries. */
export const signedFields = { instruction: InstructionSchema, signature: SignatureSchema, key: Point };
export const KeySchema = Point;
export const SignedInstructionSchema = closedObject(signedFields);
export type SignedInstructionJson = Static<typeof SignedInstructionSchema>;
