/**
 * One sweep over one small table: compare, then write what may be written. Comparing ends before writing begins, so
 * that no reader stands in the writer's way, and each sweep holds a bounded number of differing rows.
 */
import type { TargetPort } from '#src/load/target-port.ts';
import { applyMismatches, type Repaired } from './apply-mismatches.ts';
import type { RowMismatch, What } from './difference.ts';
import { sumTable, tableMismatches } from './table-comparison.ts';
import type { TableSides } from './table-sides.ts';

/** Differing rows gathered before they are written. */
const GATHERED_ROWS = 50_000;

export interface Sweep {
  /** Rows that differed and may be written in this sweep. */
  readonly found: number;
  readonly failure: unknown;
}

/**
 * Writes every differing row of the kinds in `what`, until none is left or the last batch achieved nothing.
 * @param what kinds to write, in this order
 */
export async function sweepTable(
  target: TargetPort,
  sides: TableSides,
  what: readonly What[],
  repaired: Repaired,
): Promise<Sweep> {
  let found = 0;
  for (;;) {
    const gathered = await gather(sides, new Set(what));
    const before = total(repaired);
    let failure: unknown = null;
    for (const kind of what) {
      const rows = gathered.rows.filter(({ difference }) => difference.what === kind);
      // What was found first may be what the others refer to, so removals run the other way.
      if (kind === 'extra') rows.reverse();
      failure = (await applyMismatches(target, sides.table, rows, repaired)) ?? failure;
    }
    found += gathered.rows.length;
    if (gathered.complete || total(repaired) === before) return { found, failure };
  }
}

async function gather(
  sides: TableSides,
  what: ReadonlySet<What>,
): Promise<{ readonly rows: RowMismatch[]; readonly complete: boolean }> {
  const rows: RowMismatch[] = [];
  const sums = await sumTable(sides);
  for await (const mismatch of tableMismatches(sides, sums)) {
    if (!what.has(mismatch.difference.what)) continue;
    if (rows.length >= GATHERED_ROWS) return { rows, complete: false };
    rows.push(mismatch);
  }
  return { rows, complete: true };
}

function total({ inserted, updated, removed }: Repaired): number {
  return inserted + updated + removed;
}
