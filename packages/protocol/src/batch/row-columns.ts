import { slotLocation, slotWord } from '../codec/account-leaf.ts';
import { BASE_POINT } from '../crypto/field.ts';
import { isUnsigned } from '../instructions/row-source.ts';
import type { CircuitSize } from '../parameters.ts';
import { SLOT_TREE_DEPTH } from '../parameters.ts';
import { type Account, EMPTY_SLOT } from '../state/account.ts';
import { MerkleTree } from '../state/merkle-tree.ts';
import { type Column, type Columns, flag, push } from './columns.ts';
import type { BatchRecord, RowRecord } from './record.ts';

const SLOT_WORD_BITS = 82n;
const SLOT_WORD_MASK = (1n << SLOT_WORD_BITS) - 1n;
const AMOUNT_LOW_BITS = 32n;

/** The signed rows of a batch, padded to R; moves each account's slot tree along its chain. */
export function rowColumns(
  input: Columns,
  record: BatchRecord,
  size: CircuitSize,
  slotsOf: (account: Account) => MerkleTree,
): void {
  const untouched = new MerkleTree(SLOT_TREE_DEPTH);
  for (let i = 0; i < size.R; i++) {
    const row = record.rows[i];
    if (!row) {
      push(input, paddingRow(record.plan.time, untouched));
      continue;
    }
    const visit = record.visits.find(({ account }) => account === row.signed.instruction.account)!;
    push(
      input,
      isUnsigned(row.signed.instruction)
        ? closedRow(row, record.plan.time, untouched)
        : activeRow(row, slotsOf(visit.before)),
    );
  }
}

/** The row of a position that is closed without a signature: it names no slot, and its limits are its own result, since nobody signed any. */
function closedRow(row: RowRecord, time: number, untouched: MerkleTree): Record<string, Column> {
  const { base, quote, fee, minGeneration, signed } = row;
  const isBuy = signed.instruction.side === 0;
  const columns = activeRow({ ...row, oldSlot: EMPTY_SLOT, newSlot: EMPTY_SLOT }, untouched);
  return {
    ...columns,
    reduceOnly: 0n,
    generation: minGeneration,
    expiry: BigInt(time),
    size: base,
    limit: isBuy ? (quote + base - 1n) / base : quote / base,
    maxFee: (fee + base - 1n) / base,
  };
}

function activeRow(row: RowRecord, tree: MerkleTree): Record<string, Column> {
  const { instruction, signature, key } = row.signed;
  const { leaf, place } = slotLocation(instruction.slot);
  const oldLeaf = tree.get(leaf);
  const words = [0n, 1n, 2n].map((p) => (oldLeaf >> (SLOT_WORD_BITS * p)) & SLOT_WORD_MASK);
  const children = tree.children(leaf);
  const shift = SLOT_WORD_BITS * BigInt(place);
  tree.set(leaf, oldLeaf + ((slotWord(row.newSlot) - words[place]!) << shift));
  const paid = instruction.kind === 'withdraw' || instruction.kind === 'transfer';
  return {
    isOrder: flag(instruction.kind === 'order'),
    isWithdraw: flag(instruction.kind === 'withdraw'),
    isTransfer: flag(instruction.kind === 'transfer'),
    isCancel: flag(instruction.kind === 'cancel'),
    isCancelAll: flag(instruction.kind === 'cancelAll'),
    isMarginMode: flag(instruction.kind === 'marginMode'),
    isLiquidate: flag(instruction.kind === 'liquidate'),
    isDeleverage: flag(instruction.kind === 'deleverage'),
    account: BigInt(instruction.account),
    rowInstrument: BigInt(instruction.instrument),
    side: BigInt(instruction.side),
    reduceOnly: flag(instruction.reduceOnly),
    postOnly: flag(instruction.postOnly),
    slot: BigInt(instruction.slot),
    generation: instruction.generation,
    revision: BigInt(instruction.revision),
    expiry: BigInt(instruction.expiry),
    size: paid ? instruction.amount & ((1n << AMOUNT_LOW_BITS) - 1n) : instruction.size,
    limit: paid ? instruction.amount >> AMOUNT_LOW_BITS : instruction.limitPrice,
    maxFee: instruction.maxFeePerLot,
    rowAx: key.x,
    rowAy: key.y,
    S: signature.S,
    R8x: signature.R8.x,
    R8y: signature.R8.y,
    dBase: row.base,
    dQuote: row.quote,
    fee: row.fee,
    low: row.low,
    high: row.high,
    sequence: BigInt(row.sequence),
    minGeneration: row.minGeneration,
    rowOwner: row.owner,
    levies: flag(row.levies),
    oldGeneration: row.oldSlot.generation,
    oldRevision: BigInt(row.oldSlot.revision),
    oldFilled: row.oldSlot.filled,
    otherSlot: words.filter((_, p) => p !== place),
    rowChild: children,
  };
}

/** A row without an instruction: kind 0, points on the curve, an untouched slot tree. */
function paddingRow(time: number, untouched: MerkleTree): Record<string, Column> {
  const zeros = [
    'isOrder',
    'isWithdraw',
    'isTransfer',
    'isCancel',
    'isCancelAll',
    'isMarginMode',
    'isLiquidate',
    'isDeleverage',
    'levies',
    'account',
    'rowInstrument',
    'side',
    'reduceOnly',
    'postOnly',
    'slot',
    'generation',
    'revision',
    'size',
    'limit',
    'maxFee',
    'dBase',
    'dQuote',
    'fee',
    'low',
    'high',
    'sequence',
    'minGeneration',
    'rowOwner',
    'oldGeneration',
    'oldRevision',
    'oldFilled',
  ];
  return {
    ...Object.fromEntries(zeros.map((name) => [name, 0n])),
    expiry: BigInt(time),
    rowAx: BASE_POINT.x,
    rowAy: BASE_POINT.y,
    S: 1n,
    R8x: BASE_POINT.x,
    R8y: BASE_POINT.y,
    otherSlot: [0n, 0n],
    rowChild: untouched.children(0),
  };
}
