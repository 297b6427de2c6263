/**
 * Ids given to source rows: written before the first row that uses them, and never changed. A later plan asks here
 * first, so what is in the target stays where it is.
 */
import { type AssignedIds, NOTHING_ASSIGNED } from '#src/model/plan.ts';
import type { JournalReader } from './journal-port.ts';
import type { AssignmentRecord } from './journal-tables.ts';

export const ASSIGNMENT_KINDS = ['node', 'principal', 'addIn', 'placeholder'] as const;
export type AssignmentKind = (typeof ASSIGNMENT_KINDS)[number];

export async function readAssigned(
  journal: JournalReader,
  migrationId: string,
  placeholderBase: number | null,
): Promise<AssignedIds> {
  const numbers = async (kind: AssignmentKind) =>
    new Map((await rowsOf(journal, migrationId, kind)).map((row) => [Number(row.legacyId), Number(row.newId)]));
  return {
    nodes: await numbers('node'),
    principals: await numbers('principal'),
    addIns: new Map((await rowsOf(journal, migrationId, 'addIn')).map((row) => [row.legacyId, row.newId])),
    placeholderBase,
  };
}

/** Authors whose placeholder has been written: legacy id → its id in the target. */
export async function readPlaceholders(journal: JournalReader, migrationId: string): Promise<Map<number, number>> {
  const rows = await rowsOf(journal, migrationId, 'placeholder');
  return new Map(rows.map((row) => [Number(row.legacyId), Number(row.newId)]));
}

export function placeholderRecord(migrationId: string, legacyUserId: number, newId: number): AssignmentRecord {
  return { migrationId, kind: 'placeholder', legacyId: String(legacyUserId), newId: String(newId) };
}

/** What `assigned` has beyond `known`, as rows to insert. */
export function newAssignments(
  migrationId: string,
  assigned: AssignedIds,
  known: AssignedIds = NOTHING_ASSIGNED,
): AssignmentRecord[] {
  const fresh = <K, V>(kind: AssignmentKind, now: ReadonlyMap<K, V>, before: ReadonlyMap<K, V>) =>
    [...now]
      .filter(([legacy]) => !before.has(legacy))
      .map(([legacy, id]): AssignmentRecord => ({ migrationId, kind, legacyId: String(legacy), newId: String(id) }));
  return [
    ...fresh('node', assigned.nodes, known.nodes),
    ...fresh('principal', assigned.principals, known.principals),
    ...fresh('addIn', assigned.addIns, known.addIns),
  ];
}

function rowsOf(journal: JournalReader, migrationId: string, kind: AssignmentKind): Promise<AssignmentRecord[]> {
  return journal.rows('assignment', { migrationId, kind });
}
