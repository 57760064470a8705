import { FIELD, FIELD_BYTES, writeField } from './field.ts';
import type { Witness } from './witness-calculator.ts';

/** A witness in the .wtns format (version 2) that snarkjs and rapidsnark read. */
export function encodeWtns({ wires, bytes }: Witness): Uint8Array<ArrayBuffer> {
  const header = 12 + 12 + 4 + FIELD_BYTES + 4 + 12;
  const file = new Uint8Array(header + bytes.length);
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode('wtns'));
  view.setUint32(4, 2, true); // version
  view.setUint32(8, 2, true); // sections
  view.setUint32(12, 1, true); // section 1: the field and the number of wires
  view.setBigUint64(16, BigInt(4 + FIELD_BYTES + 4), true);
  view.setUint32(24, FIELD_BYTES, true);
  writeField(view, 28, FIELD);
  view.setUint32(28 + FIELD_BYTES, wires, true);
  view.setUint32(32 + FIELD_BYTES, 2, true); // section 2: the values
  view.setBigUint64(36 + FIELD_BYTES, BigInt(bytes.length), true);
  file.set(bytes, header);
  return file;
}
