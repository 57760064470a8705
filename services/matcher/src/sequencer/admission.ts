import { type Account, type Instruction, type SignedInstruction, TenorError } from '@tenor/protocol';
import type { OrderType } from './commands.ts';
import { feePerLot } from './fees.ts';
import type { InstrumentSpecification } from './instruments.ts';
import { requireOrdersTaken, requireTrading } from './market-gate.ts';
import type { Transition } from './transition.ts';

const NOTIONAL_LIMIT = 1n << 48n;

/** The account of a signed instruction of this kind, signed with its key. The signature itself was checked by the gateway. */
export function signer(t: Transition, signed: SignedInstruction, kind: Instruction['kind']): Account {
  if (signed.instruction.kind !== kind) throw new TenorError('INVALID_PARAMS', { param: 'kind' });
  const account = t.ledger.state.accounts.get(signed.instruction.account);
  if (!account) throw new TenorError('UNKNOWN_ACCOUNT', { param: 'account' });
  if (signed.key.x !== account.key.x || signed.key.y !== account.key.y) {
    throw new TenorError('KEY_NOT_OF_ACCOUNT', { param: 'key' });
  }
  return account;
}

/**
 * Checks a signed order against the rules that need no book: authority, instrument, grid, bounds, prices that come, fee limit and price band.
 * Throws the error of the first rule that is broken.
 */
export function admit(t: Transition, signed: SignedInstruction, orderType: OrderType): InstrumentSpecification {
  signer(t, signed, 'order');
  const { instruction } = signed;
  const specification = t.instrument(instruction.instrument);
  requireTrading(t, specification);
  t.ledger.checkInstruction(instruction);
  checkGrid(specification, instruction, 'limit_price');
  requireOrdersTaken(t);
  const { low, high } = t.band(instruction.instrument);
  requireFeeLimit(t, specification, instruction);
  const beyond = instruction.side === 0 ? instruction.limitPrice > high : instruction.limitPrice < low;
  // The limit of a market order only protects its owner; matching stops at the band all the same.
  if (orderType === 'limit' && beyond) throw new TenorError('PRICE_BAND', { param: 'limit_price' });
  return specification;
}

/**
 * Checks price and size against what an instrument allows. Throws PRICE_OUT_OF_RANGE, OFF_TICK, SIZE_OUT_OF_RANGE or NOTIONAL_TOO_LARGE.
 * @param priceParam what the caller calls the price
 */
export function checkGrid(
  specification: InstrumentSpecification,
  { limitPrice, size }: Pick<Instruction, 'limitPrice' | 'size'>,
  priceParam: string,
): void {
  const { tickSize, minSize, maxSize, minPrice, maxPrice } = specification;
  if (limitPrice < minPrice || limitPrice > maxPrice) throw new TenorError('PRICE_OUT_OF_RANGE', { param: priceParam });
  if (limitPrice % tickSize !== 0n) throw new TenorError('OFF_TICK', { param: priceParam });
  if (size < minSize || size > maxSize) throw new TenorError('SIZE_OUT_OF_RANGE', { param: 'size' });
  if (size * limitPrice >= NOTIONAL_LIMIT) throw new TenorError('NOTIONAL_TOO_LARGE', { param: 'size' });
}

/** The signed maximum must bear the fee at the limit price; what a better price would cost beyond it is not taken. */
function requireFeeLimit(t: Transition, specification: InstrumentSpecification, instruction: Instruction): void {
  const { instrument, limitPrice, maxFeePerLot, postOnly } = instruction;
  const least = feePerLot(specification, postOnly ? 'maker' : 'taker', limitPrice, t.index(instrument));
  if (maxFeePerLot < least) throw new TenorError('FEE_LIMIT_TOO_LOW', { param: 'max_fee_per_lot' });
}
