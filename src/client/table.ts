/** Rows as lines of text, with each column as wide as its widest cell. The last column is not filled up. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [head.map((title) => title.toUpperCase()), ...rows].map((row) => `${lineOf(row)}\n`).join('');
}
