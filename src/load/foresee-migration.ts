/**
 * What `migrate` would do, for `--dry-run`: the whole transform over the whole source, with its books, and not one write.
 * It is handed read-only ports alone, takes no lock and leaves no file, so it cannot touch a run that goes on meanwhile.
 */
import type { JournalReader } from '#src/journal/journal-port.ts';
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { migrationIdOf, refusalOf } from '#src/journal/migration.ts';
import { newUnit, progressed, readUnits } from '#src/journal/units.ts';
import { countMessages } from '#src/model/count-messages.ts';
import { identityKey } from '#src/model/identity.ts';
import type { RoomPlan } from '#src/model/plan.ts';
import { closeBooks } from './books.ts';
import { Stopped } from './errors.ts';
import { tableUnitId } from './load-table.ts';
import { workOf } from './lots.ts';
import { tally } from './pass-through.ts';
import type { MigrationRequest, MigrationResult } from './request.ts';
import { partsOf, roomUnitId } from './room-parts.ts';
import { parseRoomPosition } from './room-position.ts';
import { SameDatabase } from './target-errors.ts';

export interface ForesightRequest
  extends Pick<MigrationRequest, 'plan' | 'facts' | 'remembered' | 'source' | 'limits' | 'progress' | 'stop' | 'now'> {
  readonly journal: JournalReader;
}

export interface Foresight
  extends Pick<MigrationResult, 'migrationId' | 'planHash' | 'resumed' | 'counts' | 'skippedBy'> {
  readonly exit: 'done' | 'rejects' | 'interrupted';
  /** Rows that the target would hold at the end, for each table that the plan writes and for tblChat. */
  readonly targetRows: Readonly<Record<string, number>>;
  /** Upper bound of the messages that are not in the target yet: chatIds may have gaps. */
  readonly messagesLeft: number;
}

/** @throws OperatorError where `migrate` would be refused */
export async function foreseeMigration(request: ForesightRequest): Promise<Foresight> {
  const { plan, facts, remembered, journal } = request;
  if (identityKey(facts.source) === identityKey(facts.target)) throw new SameDatabase();
  const refusal = remembered === null ? null : refusalOf(remembered.record, facts);
  if (refusal !== null) throw refusal;
  const migrationId = migrationIdOf(facts.target);
  const stored = (await journal.exists()) ? await readUnits(journal, migrationId) : new Map<string, UnitRecord>();
  const units: UnitRecord[] = [];
  let stopped = false;
  try {
    await countTables(request, migrationId, units);
    await countRooms(request, migrationId, units);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped = true;
  }
  const books = closeBooks(plan, units, 'end');
  const rejected = Object.values(books.counts).some((count) => count.rejected > 0);
  return {
    exit: stopped ? 'interrupted' : rejected ? 'rejects' : 'done',
    migrationId,
    planHash: plan.hash,
    resumed: remembered !== null,
    ...books,
    targetRows: targetRows(request, units),
    messagesLeft: messagesLeft(request, stored),
  };
}

async function countTables(request: ForesightRequest, migrationId: string, units: UnitRecord[]): Promise<void> {
  for (const table of request.plan.tables) {
    if (table.passThrough === null) continue;
    const { read, written, skipped, rejects } = await tally(table.passThrough, request.source, () => goOn(request));
    const unit = newUnit(migrationId, tableUnitId(table), table.phase, 1, null);
    const books = { read, written, skipped, rejected: rejects.length, targetRows: written };
    units.push(progressed(unit, { ...books, state: 'done', position: null }, 1, request.now()));
  }
}

async function countRooms(request: ForesightRequest, migrationId: string, units: UnitRecord[]): Promise<void> {
  const { plan, progress } = request;
  progress({
    event: 'phase:started',
    phase: 'messages',
    rowsExpected: messagesLeft(request, new Map()),
  });
  for (const room of plan.rooms) {
    if (room.bounds === null) continue;
    units.push(await countRoom(request, room, newUnit(migrationId, roomUnitId(room), 'messages', 1, null)));
  }
}

async function countRoom(request: ForesightRequest, room: RoomPlan, unit: UnitRecord): Promise<UnitRecord> {
  const { plan, source, limits, progress, now } = request;
  const none = { position: null, written: 0, rejected: 0, targetRows: 0 } as const;
  if (room.left?.why === 'skip') {
    goOn(request);
    const read = (await countMessages(source, [room.channelId])).get(room.channelId) ?? 0;
    return progressed(unit, { ...none, state: 'done', read, skipped: { [room.left.rule]: read } }, 1, now());
  }
  let counted = unit;
  const range = { channelId: room.channelId, after: null, upTo: room.bounds?.lastChatId ?? null };
  for await (const page of source.messages(range, limits)) {
    goOn(request);
    const { messages, rejects, skipped } = plan.translate(room, page);
    const books = {
      read: page.length,
      written: messages.length,
      rejected: rejects.length,
      targetRows: messages.length,
    };
    counted = progressed(counted, { ...none, ...books, state: 'running', skipped }, 1, now());
    progress({ event: 'rows:moved', phase: 'messages', rows: page.length, subject: unit.unitId });
  }
  return counted;
}

function targetRows({ plan }: ForesightRequest, units: readonly UnitRecord[]): Record<string, number> {
  const rows = new Map(plan.tables.map((table) => [table.table as string, table.plannedRows]));
  const tables = new Map(plan.tables.map((table) => [tableUnitId(table), table.table as string]));
  for (const unit of units) {
    const table = tables.get(unit.unitId) ?? 'tblChat';
    rows.set(table, (rows.get(table) ?? 0) + Number(unit.targetRows));
  }
  return Object.fromEntries(rows);
}

function messagesLeft({ plan, limits }: ForesightRequest, stored: ReadonlyMap<string, UnitRecord>): number {
  return partsOf(plan.rooms, stored, limits).reduce((sum, part) => {
    const position = parseRoomPosition(stored.get(part.unitId)?.position ?? null);
    return sum + (workOf(part, position)?.estimate ?? 0);
  }, 0);
}

function goOn({ stop }: ForesightRequest): void {
  if (stop.aborted) throw new Stopped();
}
