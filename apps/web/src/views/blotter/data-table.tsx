import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'start' | 'end';
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly empty: string;
  /** Key of a row to point out. */
  readonly highlighted?: string | null;
  /** For many columns: less room between them. */
  readonly dense?: boolean;
}

/** A dense table with a hidden caption and a message when it is empty. */
export function DataTable<Row>({ caption, columns, rows, keyOf, empty, highlighted, dense }: DataTableProps<Row>) {
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  return (
    <table className={`data-table ${dense ? 'data-table-dense' : ''}`}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ label, align }) => (
            <th key={label} scope="col" className={align === 'end' ? 'end' : undefined}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            className={keyOf(row) === highlighted ? 'highlighted' : undefined}
            ref={keyOf(row) === highlighted ? showRow : undefined}
          >
            {columns.map(({ label, cell, align }) => (
              <td key={label} data-label={label} className={align === 'end' ? 'end' : undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const showRow = (row: HTMLTableRowElement | null): void => row?.scrollIntoView({ block: 'nearest' });
