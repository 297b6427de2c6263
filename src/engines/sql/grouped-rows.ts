/** Rows that stand for the parts of one thing, such as the columns of an index, gathered in their order. */

/** @param keyOf what the rows of one thing have in common */
export function groupedRows<Row>(rows: Iterable<Row>, keyOf: (row: Row) => string): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}
