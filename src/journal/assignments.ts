/**
 * Ids given to source rows: written before the first row that uses them, and never changed. A later plan asks here
 * first, so what is in the target stays where it is.
 */
import { IntMap } from '#src/model/int-map.ts';
import { IntPairs } from '#src/model/int-pairs.ts';
import { type AssignedIds, NOTHING_ASSIGNED } from '#src/model/plan.ts';
import type { JournalReader, JournalTransaction } from './journal-port.ts';
import type { AssignmentRecord } from './journal-tables.ts';

const ASSIGNMENT_KINDS = ['node', 'principal', 'addIn', 'placeholder'] as const;
export type AssignmentKind = (typeof ASSIGNMENT_KINDS)[number];

/** Page by page: a pool has people in hundreds of thousands, and as rows they would all be in memory at once. */
export async function readAssigned(
  journal: JournalReader,
  migrationId: string,
  placeholderBase: number | null,
): Promise<AssignedIds> {
  const numbers = async (kind: AssignmentKind) => {
    const pairs = new IntPairs();
    for await (const { legacyId, newId } of recordsOf(journal, migrationId, kind)) {
      pairs.push(Number(legacyId), Number(newId));
    }
    return IntMap.of(pairs);
  };
  const addIns = new Map<string, string>();
  for await (const { legacyId, newId } of recordsOf(journal, migrationId, 'addIn')) addIns.set(legacyId, newId);
  return { nodes: await numbers('node'), principals: await numbers('principal'), addIns, placeholderBase };
}

/** Authors whose placeholder has been written: legacy id → its id in the target. */
export async function readPlaceholders(journal: JournalReader, migrationId: string): Promise<Map<number, number>> {
  const written = new Map<number, number>();
  for await (const { legacyId, newId } of recordsOf(journal, migrationId, 'placeholder')) {
    written.set(Number(legacyId), Number(newId));
  }
  return written;
}

export function placeholderRecord(migrationId: string, legacyUserId: number, newId: number): AssignmentRecord {
  return { migrationId, kind: 'placeholder', legacyId: String(legacyUserId), newId: String(newId) };
}

/** Inserts what `assigned` has beyond `known`, piece by piece. */
export async function storeAssigned(
  transaction: JournalTransaction,
  migrationId: string,
  assigned: AssignedIds,
  known: AssignedIds = NOTHING_ASSIGNED,
): Promise<void> {
  let piece: AssignmentRecord[] = [];
  for (const record of newAssignments(migrationId, assigned, known)) {
    piece.push(record);
    if (piece.length < PIECE_ROWS) continue;
    await transaction.insert('assignment', piece);
    piece = [];
  }
  if (piece.length > 0) await transaction.insert('assignment', piece);
}

/** Records in memory at once. */
const PIECE_ROWS = 10_000;

function* newAssignments(migrationId: string, assigned: AssignedIds, known: AssignedIds): Generator<AssignmentRecord> {
  yield* fresh('node', assigned.nodes, known.nodes);
  yield* fresh('principal', assigned.principals, known.principals);
  yield* fresh('addIn', assigned.addIns, known.addIns);

  function* fresh<K, V>(
    kind: AssignmentKind,
    now: ReadonlyMap<K, V>,
    before: ReadonlyMap<K, V>,
  ): Generator<AssignmentRecord> {
    for (const [legacy, id] of now) {
      if (!before.has(legacy)) yield { migrationId, kind, legacyId: String(legacy), newId: String(id) };
    }
  }
}

async function* recordsOf(
  journal: JournalReader,
  migrationId: string,
  kind: AssignmentKind,
): AsyncIterable<AssignmentRecord> {
  for await (const page of journal.pages('assignment', { migrationId, kind })) yield* page;
}
