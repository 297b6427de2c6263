/**
 * Sees at once that nothing has changed since the last complete pass: marks of all small tables and of all messages of
 * the source, marks of the target's tables and the bounds of its rooms are those that this pass left, and so are
 * settings, rules and both databases. Any doubt leads to a whole pass. What it cannot see is a message that someone
 * edited in the target itself; that is for `verify`.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { JournalPort, JournalReader } from '#src/journal/journal-port.ts';
import { fromJson, toJson } from '#src/journal/json.ts';
import { readLock } from '#src/journal/lock.ts';
import { type MigrationFacts, migrationIdOf, readRecord, refusalOf } from '#src/journal/migration.ts';
import { MIGRATED_TABLES } from '#src/load/delta.ts';
import type { MigrationResult } from '#src/load/request.ts';
import { OperatorError } from '#src/model/errors.ts';
import { blocks, type Finding } from '#src/model/finding.ts';
import type { MarksPort } from '#src/model/marks-port.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { MigrationState } from '#src/model/states.ts';
import { RULE_VERSION } from '#src/transform/rule-version.ts';
import { type SourceMarks, sourceMarks } from '#src/verify/range-memory.ts';
import type { Resources } from './resources.ts';
import type { VerbContext } from './verb.ts';

/** Marks of the source as a pass found it at its beginning. */
export interface SourceView {
  readonly migrationId: string;
  readonly tables: Readonly<Record<string, string>>;
  /** SHA-256 over all marks of messages. */
  readonly messages: string;
  readonly ranges: SourceMarks;
}

/** A result without what only a pass that did something has. */
export type Told = Pick<
  MigrationResult,
  'exit' | 'migrationId' | 'planHash' | 'revision' | 'counts' | 'skippedBy' | 'rejectFile'
>;

export interface Unchanged {
  readonly told: Told;
  readonly findings: readonly Finding[];
}

interface Content {
  readonly source: Pick<SourceView, 'tables' | 'messages'>;
  readonly target: TargetView;
  readonly told: Told;
  readonly findings: readonly Finding[];
}

interface TargetView {
  readonly tables: Readonly<Record<string, string>>;
  /** SHA-256 over the bounds of all rooms. */
  readonly bounds: string;
}

export interface Look {
  /** Null unless something was loaded to its end before: then there is nothing to compare with. */
  readonly source: SourceView | null;
  /** Null when something may have changed. */
  readonly unchanged: Unchanged | null;
}

const NOTHING_LOADED: Look = { source: null, unchanged: null };
const REVISION_TABLE = 'tblSystemRevision';

/**
 * Reads only. Where there is nothing to compare with, no marks are taken. A server that does not answer as it should is
 * a doubt like any other: the whole pass meets it again, and says what is wrong in the order that operators know.
 */
export async function lookForChanges(context: VerbContext, resources: Resources): Promise<Look> {
  try {
    return await look(context, resources);
  } catch (error) {
    if (error instanceof OperatorError && !context.stop.aborted) return NOTHING_LOADED;
    throw error;
  }
}

async function look(context: VerbContext, resources: Resources): Promise<Look> {
  const { world, configuration } = context;
  const reader = await resources.open(world.targetReader());
  const journal = await resources.open(world.journalReader());
  const target = await reader.identity();
  const migrationId = migrationIdOf(target);
  const record = await readRecord(journal, migrationId);
  const state = record?.state as MigrationState | undefined;
  if (record === null || (state !== 'loaded' && state !== 'catchingUp')) return NOTHING_LOADED;
  const lock = await readLock(journal, migrationId);
  // Another run may be at work: whether it is, the whole pass finds out.
  if (lock !== null && lock.owner !== context.runId) return NOTHING_LOADED;
  const sourcePort = await resources.open(world.source());
  const source = await viewOfSource(
    migrationId,
    await resources.open(world.marks('source')),
    await sourcePort.bounds(),
  );
  const { policies, filter } = configuration;
  const settings = { policies, filter };
  const facts: MigrationFacts = { source: await sourcePort.identity(), target, settings, ruleVersion: RULE_VERSION };
  if (state !== 'loaded' || refusalOf(record, facts) !== null) return { source, unchanged: null };
  const kept = await keptContent(journal, migrationId);
  if (kept === null || !isSameSource(kept.source, source)) return { source, unchanged: null };
  const there = await viewOfTarget(await resources.open(world.marks('target')), await reader.bounds());
  const { told, findings } = kept;
  const isSame = toJson(there) === toJson(kept.target) && told.planHash === record.planHash;
  const hasFile = told.rejectFile === null || existsSync(told.rejectFile);
  return { source, unchanged: isSame && hasFile ? { told, findings } : null };
}

/** Keeps what a complete pass left. One that went on over acknowledged blocks is not kept: each pass asks again. */
export async function keepPass(
  context: VerbContext,
  resources: Resources,
  source: SourceView | null,
  result: MigrationResult,
  findings: readonly Finding[],
): Promise<void> {
  if (source === null || result.exit === 'interrupted' || blocks(findings)) return;
  const reader = await resources.open(context.world.targetReader());
  const journal: JournalPort = await resources.open(context.world.journal());
  const target = await viewOfTarget(await resources.open(context.world.marks('target')), await reader.bounds());
  const { exit, migrationId, planHash, revision, counts, skippedBy, rejectFile } = result;
  const content: Content = {
    source: { tables: source.tables, messages: source.messages },
    target,
    told: { exit, migrationId, planHash, revision, counts, skippedBy, rejectFile },
    findings,
  };
  const record = { migrationId, at: BigInt(context.now()), content: toJson(content) };
  await journal.transaction(async (transaction) => {
    if (!(await transaction.update('pass', record))) await transaction.insert('pass', [record]);
  });
}

async function keptContent(journal: JournalReader, migrationId: string): Promise<Content | null> {
  const [record] = await journal.rows('pass', { migrationId });
  return record === undefined ? null : fromJson<Content>(record.content);
}

async function viewOfSource(migrationId: string, marks: MarksPort, bounds: readonly RoomBounds[]): Promise<SourceView> {
  const tables = await marks.tables(LEGACY_TABLES.filter(({ name }) => name !== 'tblChat'));
  const ranges = await sourceMarks(marks, bounds);
  const hash = createHash('sha256');
  for (const [channelId, ofRoom] of ranges) {
    for (const { upTo, rows, mark } of ofRoom.values()) hash.update(`${channelId}/${upTo}/${rows}/${mark}\n`);
  }
  return { migrationId, tables: Object.fromEntries(tables), messages: hash.digest('hex'), ranges };
}

async function viewOfTarget(marks: MarksPort, bounds: readonly RoomBounds[]): Promise<TargetView> {
  const specs = CURRENT_TABLES.filter(({ name }) => MIGRATED_TABLES.has(name) || name === REVISION_TABLE);
  const hash = createHash('sha256');
  for (const { channelId, firstChatId, lastChatId } of bounds) {
    hash.update(`${channelId}/${firstChatId}/${lastChatId}\n`);
  }
  return { tables: Object.fromEntries(await marks.tables(specs)), bounds: hash.digest('hex') };
}

function isSameSource(kept: Content['source'], now: SourceView): boolean {
  return kept.messages === now.messages && toJson(kept.tables) === toJson(now.tables);
}
