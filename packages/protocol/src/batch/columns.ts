/** A signal's value: a field element (negative values are taken modulo p) or an array of them. */
export type Column = bigint | Column[];
/** The circuit's input by signal name. */
export type Columns = Record<string, Column>;

/** Appends one entry to each named array signal. */
export function push(columns: Columns, entry: Readonly<Record<string, Column>>): void {
  for (const [name, value] of Object.entries(entry)) {
    const column = columns[name] ?? [];
    if (!Array.isArray(column)) throw new Error(`${name} is not an array signal`);
    column.push(value);
    columns[name] = column;
  }
}

export const flag = (on: boolean): bigint => (on ? 1n : 0n);
