/** A longer copy of a column, with zeros at the end. */
export function grownColumn(old: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(length);
  copy.set(old);
  return copy;
}
