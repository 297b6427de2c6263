/**
 * New IDs: kept where the target is free, moved above the highest of both sides where not, in the order of the source.
 * An ID once given is never given anew: `assigned` wins, so a source that has grown leaves what is loaded in place.
 */
import { IntMap } from '#src/model/int-map.ts';
import { IntPairs } from '#src/model/int-pairs.ts';
import type { Findings } from './findings.ts';
import { plural } from './subjects.ts';

/** Largest value of the SQL type `int`. */
export const INT_MAX = 2_147_483_647;

export interface IdRequest {
  /** Name of the table, for findings. */
  readonly table: string;
  /** Legacy IDs that need a new one, ascending. */
  readonly wanted: Iterable<number>;
  /** Every legacy ID of the table, those that need none included. */
  readonly sourceIds: Iterable<number>;
  /** IDs that the target had before the first write. */
  readonly targetIds: ReadonlySet<number>;
  readonly assigned: ReadonlyMap<number, number>;
  /** Legacy ID → ID of a row of the target whose place it takes. */
  readonly takeOver: ReadonlyMap<number, number>;
}

/** Legacy ID → new ID, injective. */
export function assignIds(request: IdRequest, findings: Findings): ReadonlyMap<number, number> {
  const { table, wanted, sourceIds, targetIds, assigned, takeOver } = request;
  const ids = new IntPairs();
  const given = new Set(assigned.values());
  let highest = highestOf(sourceIds, targetIds, given);
  let exhausted = 0;
  for (const legacy of wanted) {
    const before = assigned.get(legacy) ?? takeOver.get(legacy);
    if (before !== undefined) {
      ids.push(legacy, before);
    } else if (!targetIds.has(legacy) && !given.has(legacy)) {
      ids.push(legacy, legacy);
    } else if (highest < INT_MAX) {
      highest += 1;
      ids.push(legacy, highest);
    } else {
      exhausted += 1;
    }
  }
  let moved = 0;
  for (const [legacy, id] of ids) if (legacy !== id && !targetIds.has(id)) moved += 1;
  if (moved > 0) {
    findings.add(
      'P91-ids-moved',
      'info',
      table,
      `${plural(moved, 'ID is', 'IDs are')} moved because the target uses them.`,
    );
  }
  if (exhausted > 0) {
    findings.add('P92-ids-exhausted', 'block', table, `${plural(exhausted, 'row finds', 'rows find')} no free ID.`);
  }
  return IntMap.of(ids);
}

export function highestOf(...many: readonly Iterable<number>[]): number {
  let highest = 0;
  for (const ids of many) for (const id of ids) if (id > highest) highest = id;
  return highest;
}
