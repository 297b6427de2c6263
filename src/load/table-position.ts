/**
 * How far a table is: planned rows taken, source rows taken of those that pass through, and the key of the last of
 * these, by which a resumed run sees whether the source still is the one that it read. Batches of one table may be
 * committed out of their order: what lies beyond the first row that is missing is named, too.
 */
export interface TablePosition {
  /** All of the first so many are taken. */
  readonly planned: number;
  readonly source: number;
  /** Hash of the key of the last of these source rows; empty before the first. */
  readonly lastKey: string;
  /** Taken beyond the first one that is not; ascending, none touching another. Of planned rows until all are there. */
  readonly beyond: readonly TakenRows[];
}

/** A run of rows by their numbers in the order of the table. */
export interface TakenRows {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Hash of the key of the last one; empty for planned rows. */
  readonly lastKey: string;
}

export const TABLE_START: TablePosition = { planned: 0, source: 0, lastKey: '', beyond: [] };

/** Nothing is known beyond: a table that was compared as a whole, say. */
export function wholePosition(position: Omit<TablePosition, 'beyond'>): TablePosition {
  return { ...position, beyond: [] };
}

export function formatTablePosition({ planned, source, lastKey, beyond }: TablePosition): string {
  const runs = beyond.map((run) => `/${run.from}-${run.to}:${run.lastKey}`);
  return `${planned}/${source}/${lastKey}${runs.join('')}`;
}

export function parseTablePosition(text: string | null): TablePosition {
  if (text === null) return TABLE_START;
  const [planned = '0', source = '0', lastKey = '', ...runs] = text.split('/');
  return { planned: Number(planned), source: Number(source), lastKey, beyond: runs.map(parseRun) };
}

/** The position once a batch of planned rows, or of source rows, is there as well. */
export function advanced(position: TablePosition, what: 'planned' | 'source', batch: TakenRows): TablePosition {
  const runs = [...position.beyond, batch].sort((a, b) => a.from - b.from);
  let taken: TakenRows = { from: 0, to: position[what], lastKey: position.lastKey };
  const beyond: TakenRows[] = [];
  for (const run of runs) {
    const last = beyond.at(-1);
    if (run.from === taken.to) taken = { ...taken, to: run.to, lastKey: run.lastKey };
    else if (last !== undefined && last.to === run.from) beyond[beyond.length - 1] = { ...run, from: last.from };
    else beyond.push(run);
  }
  const lastKey = what === 'source' ? taken.lastKey : position.lastKey;
  return { ...position, [what]: taken.to, lastKey, beyond };
}

/** What is there, from the first row on: runs in their order. */
export function takenOf(position: TablePosition, what: 'planned' | 'source'): TakenRows[] {
  const first = { from: 0, to: position[what], lastKey: what === 'source' ? position.lastKey : '' };
  return first.to === 0 ? [...position.beyond] : [first, ...position.beyond];
}

function parseRun(text: string): TakenRows {
  const [numbers = '', lastKey = ''] = text.split(':');
  const [from = '0', to = '0'] = numbers.split('-');
  return { from: Number(from), to: Number(to), lastKey };
}
