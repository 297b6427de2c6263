/**
 * Space that a migration takes on the target: data, indexes and log, as a range. Pure: counts and averages in, bytes out.
 * Indexes that the documents do not show, and the growth of files in steps, come on top.
 * Sources of the row format: see `table-space.ts`. Of the log: "The Transaction Log", "Recovery Models" (Microsoft).
 */
import { type Range, ranged } from './range.ts';
import { type TableSize, tableSpace } from './table-space.ts';

export type RecoveryModel = 'SIMPLE' | 'FULL' | 'BULK_LOGGED';

export interface LogSettings {
  /** Null = not known: the range then reaches from the least to the most. */
  readonly recoveryModel: RecoveryModel | null;
  /** Transactions under way at once, and the most that each holds. */
  readonly concurrency: number;
  readonly batchRows: number;
  readonly batchBytes: number;
}

export interface SpaceEstimate {
  /** Bytes, all of them. */
  readonly data: Range;
  readonly index: Range;
  readonly log: Range;
  readonly total: Range;
}

/**
 * How full pages are: full where rows come in key order, half full where each page that overflows is split in two. Rooms
 * are loaded side by side, so that some rows come in order and others split pages.
 */
const FILL: Readonly<Record<keyof Range, number>> = { low: 1, likely: 0.75, high: 0.5 };
/** Of a log record beside the row that it holds. Not documented: an assumption, so that the range of the log is wide. */
const LOG_RECORD_BYTES = 100;
/** An open transaction keeps as much log free for its rollback as it has written. */
const ROLLBACK_FACTOR = 2;

export function spaceOnTarget(tables: readonly Omit<TableSize, 'fill'>[], settings: LogSettings): SpaceEstimate {
  const at = (edge: keyof Range) => tables.map((table) => tableSpace({ ...table, fill: FILL[edge] }));
  const spaces = { low: at('low'), likely: at('likely'), high: at('high') };
  const data = ranged((edge) => total(spaces[edge].map(({ dataBytes }) => dataBytes)));
  const index = ranged((edge) => total(spaces[edge].map(({ indexBytes }) => indexBytes)));
  const log = logSpace(tables, settings);
  return { data, index, log, total: ranged((edge) => data[edge] + index[edge] + log[edge]) };
}

/**
 * SIMPLE: what is open at once, since committed batches are let go of at the next checkpoint. FULL and BULK_LOGGED: every
 * row until the next backup of the log; a bulk load into tables that have rows and indexes is logged whole in either.
 */
function logSpace(tables: readonly Omit<TableSize, 'fill'>[], settings: LogSettings): Range {
  const rows = total(tables.map((table) => table.rows));
  const logged = Math.ceil(
    total(
      tables.map((table) => {
        const perRow = tableSpace({ ...table, fill: 1 }).rowBytes + LOG_RECORD_BYTES * (1 + table.spec.unique.length);
        return table.rows * perRow + table.outside.bytes;
      }),
    ),
  );
  const { concurrency, batchRows, batchBytes } = settings;
  const largest = batchBytes + Math.min(batchRows, rows) * 2 * LOG_RECORD_BYTES;
  const open = Math.min(logged, concurrency * largest) * ROLLBACK_FACTOR;
  const all = Math.max(logged, open);
  if (settings.recoveryModel === 'SIMPLE') return { low: open, likely: open, high: open * 2 };
  if (settings.recoveryModel === null) return { low: open, likely: all, high: all * 2 };
  return { low: logged, likely: all, high: all * 2 };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
