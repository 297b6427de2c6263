/**
 * How far a table is: planned rows taken, source rows taken of those that pass through, and the key of the last of
 * these, by which a resumed run sees whether the source still is the one that it read.
 */
export interface TablePosition {
  readonly planned: number;
  readonly source: number;
  /** Hash of the key of the last source row taken; empty before the first. */
  readonly lastKey: string;
}

export const TABLE_START: TablePosition = { planned: 0, source: 0, lastKey: '' };

export function formatTablePosition({ planned, source, lastKey }: TablePosition): string {
  return `${planned}/${source}/${lastKey}`;
}

export function parseTablePosition(text: string | null): TablePosition {
  if (text === null) return TABLE_START;
  const [planned = '0', source = '0', lastKey = ''] = text.split('/');
  return { planned: Number(planned), source: Number(source), lastKey };
}
