/**
 * Sees at once that nothing has changed since the last complete pass: marks of all small tables and of all messages of
 * the source, marks of the target's tables and the bounds of its rooms are those that this pass left, and so are
 * settings, rules and both databases. Any doubt leads to a whole pass. What it cannot see is a message that someone
 * edited in the target itself; that is for `verify`.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { SourcePort } from '#src/extract/source-port.ts';
import type { JournalPort, JournalReader, JournalTransaction } from '#src/journal/journal-port.ts';
import { fromJson, toJson } from '#src/journal/json.ts';
import { readLock } from '#src/journal/lock.ts';
import { type MigrationFacts, migrationIdOf, readRecord, refusalOf } from '#src/journal/migration.ts';
import { CopiedMarks } from '#src/load/copied-marks.ts';
import { MIGRATED_TABLES } from '#src/load/delta.ts';
import type { MigrationResult } from '#src/load/request.ts';
import type { TargetReader } from '#src/load/target-port.ts';
import { bothOf } from '#src/model/both-of.ts';
import { OperatorError } from '#src/model/errors.ts';
import { blocks, type Finding } from '#src/model/finding.ts';
import { MarkSum } from '#src/model/mark-sum.ts';
import type { MarksPort } from '#src/model/marks-port.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { MigrationState } from '#src/model/states.ts';
import { RULE_VERSION } from '#src/transform/rule-version.ts';
import { noMarks, type SourceMarks } from '#src/verify/range-memory.ts';
import type { MessageWay } from './message-way.ts';
import type { Resources } from './resources.ts';
import { findingsTold, type ToldFindings, toldFindings } from './told-findings.ts';
import type { VerbContext } from './verb.ts';

/** Marks of the source as it was before anything was read that a pass, or the runs of a first copy, wrote. */
export interface SourceView {
  readonly migrationId: string;
  readonly tables: Readonly<Record<string, string>>;
  /** Sum of all marks of messages; null where they are taken while messages are being copied. */
  readonly messages: string | null;
  /** In order of channel and range; null before a first copy. */
  readonly ranges: SourceMarks | null;
}

/** What a pass begins from. */
export interface Begin {
  /** Null when there is nothing that a later pass could go by. */
  readonly source: SourceView | null;
  /** Collects the marks that `source` lacks; null when it lacks none. */
  readonly copied: CopiedMarks | null;
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

/** To be raised with every change of `Content`: what another version has kept is nothing to go by. */
const FORM = 2;

interface Content {
  readonly form: typeof FORM;
  readonly source: Pick<SourceView, 'tables' | 'messages'>;
  /** Null until a pass is complete. */
  readonly end: {
    readonly target: TargetView;
    readonly told: Told;
    readonly findings: readonly ToldFindings[];
  } | null;
}

interface TargetView {
  readonly tables: Readonly<Record<string, string>>;
  /** SHA-256 over the bounds of all rooms. */
  readonly bounds: string;
}

export interface Look {
  /** Null when something may have changed. */
  readonly unchanged: Unchanged | null;
  /** The messages of a first copy will not come by here: their marks are taken from now on. */
  readAhead(): void;
  /**
   * To be awaited before the first message is read; marks of tables have been taken by now.
   * @param plan made since
   * @param path that messages are going to take
   */
  begin(plan: MigrationPlan, path: MessageWay['path']): Promise<Begin>;
  /** Nobody waits for it any more. */
  leave(): Promise<void>;
}

const REVISION_TABLE = 'tblSystemRevision';

/**
 * Reads only. A server that does not answer as it should is a doubt like any other: the whole pass meets it again, and
 * says what is wrong in the order that operators know.
 */
export async function lookForChanges(context: VerbContext, resources: Resources): Promise<Look> {
  return (await doubting(context, look(context, resources))) ?? lookOf(null);
}

async function look(context: VerbContext, resources: Resources): Promise<Look> {
  const { world } = context;
  const reader = await resources.open(world.targetReader());
  const journal = await resources.open(world.journalReader());
  const target = await reader.identity();
  const migrationId = migrationIdOf(target);
  const record = await readRecord(journal, migrationId);
  const state = record?.state as MigrationState | undefined;
  if (record === null || state === 'planned') return firstLook(context, resources, migrationId);
  const kept = await keptContent(journal, migrationId);
  if (state !== 'loaded' && state !== 'catchingUp') {
    // Of what an earlier run has copied over the wire nobody knows the marks.
    return lookOf(kept?.source.messages == null ? null : { migrationId, ...kept.source, ranges: null });
  }
  const lock = await readLock(journal, migrationId);
  // Another run may be at work: whether it is, the whole pass finds out.
  if (lock !== null && lock.owner !== context.runId) return lookOf(null);
  const sourcePort = await resources.open(world.source());
  const { policies, filter } = context.configuration;
  const facts: MigrationFacts = {
    source: await sourcePort.identity(),
    target,
    settings: { policies, filter },
    ruleVersion: RULE_VERSION,
  };
  const mayBeUnchanged = state === 'loaded' && kept?.end != null && refusalOf(record, facts) === null;
  const [source, there] = await bothOf(
    viewOfSource(sourcePort, await resources.open(world.marks('source')), migrationId),
    mayBeUnchanged ? viewOfTarget(reader, await resources.open(world.marks('target'))) : Promise.resolve(null),
  );
  if (kept?.end == null || there === null || !isSameSource(kept.source, source)) return lookOf(source);
  const { told, findings } = kept.end;
  const isSame = toJson(there) === toJson(kept.end.target) && told.planHash === record.planHash;
  const hasFile = told.rejectFile === null || existsSync(told.rejectFile);
  return lookOf(source, isSame && hasFile ? { told, findings: findingsTold(findings) } : null);
}

/**
 * Before a first copy: marks of tables, which are read next. Those of messages are taken from the messages as they come
 * by, or, when they are copied inside the server, while the plan is being made, which leaves them alone.
 */
async function firstLook(context: VerbContext, resources: Resources, migrationId: string): Promise<Look> {
  const marks = await resources.open(context.world.marks('source'));
  const tables = await tablesOfSource(marks);
  const left = new AbortController();
  const source = await resources.open(context.world.source());
  let ranges: ReturnType<typeof rangesOfSource> | null = null;
  const readAhead = () => {
    ranges ??= rangesOfSource(source, marks, left.signal);
    // It may fail before it is awaited; then it is thrown where it is.
    ranges.catch(() => {});
    return ranges;
  };
  const leave = async () => {
    left.abort();
    await Promise.allSettled([ranges]);
  };
  return {
    unchanged: null,
    readAhead,
    leave,
    begin: async (plan, path) => {
      const copied = new CopiedMarks(plan);
      if (path === 'wire') {
        await leave();
        const taken = await doubting(context, addLeftOut(copied, marks, plan));
        const view = taken === null ? null : { migrationId, tables, messages: null, ranges: null };
        return { source: view, copied: taken };
      }
      const found = await doubting(context, readAhead());
      copied.add(found?.ranges ?? []);
      const isWhole = found !== null && copied.sum() !== null;
      return { source: isWhole ? { migrationId, tables, ...found } : null, copied: null };
    },
  };
}

/** Rooms that are left out are counted and do not come by. */
async function addLeftOut(copied: CopiedMarks, marks: MarksPort, { rooms }: MigrationPlan): Promise<CopiedMarks> {
  const leftOut = new Set(rooms.flatMap(({ channelId, left }) => (left?.why === 'skip' ? [channelId] : [])));
  const bounds = rooms.flatMap((room) => (room.bounds === null ? [] : [room.bounds]));
  for await (const page of marks.messages(bounds, (channelId) => leftOut.has(channelId))) copied.add(page);
  return copied;
}

function lookOf(source: SourceView | null, unchanged: Unchanged | null = null): Look {
  return { unchanged, readAhead: () => {}, begin: async () => ({ source, copied: null }), leave: async () => {} };
}

/** Null for what an operator could act upon: a whole pass says it better. */
async function doubting<T>(context: VerbContext, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OperatorError && !context.stop.aborted) return null;
    throw error;
  }
}

/** Keeps, with the record of a new migration, what its source was: however many runs it takes, they began from that. */
export async function keepBegin(
  transaction: JournalTransaction,
  source: SourceView | null,
  now: number,
): Promise<void> {
  if (source === null) return;
  const { migrationId, tables, messages } = source;
  const content: Content = { form: FORM, source: { tables, messages }, end: null };
  await transaction.insert('pass', [{ migrationId, at: BigInt(now), content: toJson(content) }]);
}

/** Keeps what a complete pass left. One that went on over acknowledged blocks is not kept: each pass asks again. */
export async function keepPass(
  context: VerbContext,
  resources: Resources,
  { source, copied }: Begin,
  result: MigrationResult,
  findings: readonly Finding[],
): Promise<void> {
  const messages = source?.messages ?? copied?.sum() ?? null;
  if (source === null || messages === null || result.exit === 'interrupted' || blocks(findings)) return;
  const journal: JournalPort = await resources.open(context.world.journal());
  const reader = await resources.open(context.world.targetReader());
  const target = await viewOfTarget(reader, await resources.open(context.world.marks('target')));
  const { exit, migrationId, planHash, revision, counts, skippedBy, rejectFile } = result;
  const told: Told = { exit, migrationId, planHash, revision, counts, skippedBy, rejectFile };
  const content: Content = {
    form: FORM,
    source: { tables: source.tables, messages },
    end: { target, told, findings: toldFindings(findings) },
  };
  const record = { migrationId, at: BigInt(context.now()), content: toJson(content) };
  await journal.transaction(async (transaction) => {
    if (!(await transaction.update('pass', record))) await transaction.insert('pass', [record]);
  });
}

async function keptContent(journal: JournalReader, migrationId: string): Promise<Content | null> {
  const [record] = await journal.rows('pass', { migrationId });
  const content = record === undefined ? null : fromJson<Content>(record.content);
  return content?.form === FORM ? content : null;
}

async function viewOfSource(source: SourcePort, marks: MarksPort, migrationId: string): Promise<SourceView> {
  const tables = await tablesOfSource(marks);
  return { migrationId, tables, ...(await rangesOfSource(source, marks)) };
}

async function tablesOfSource(marks: MarksPort): Promise<SourceView['tables']> {
  return Object.fromEntries(await marks.tables(LEGACY_TABLES.filter(({ name }) => name !== 'tblChat')));
}

async function rangesOfSource(
  source: SourcePort,
  marks: MarksPort,
  left?: AbortSignal,
): Promise<{ readonly messages: string; readonly ranges: SourceMarks }> {
  const ranges = noMarks();
  const sum = new MarkSum();
  for await (const page of marks.messages(await source.bounds())) {
    for (const mark of page) sum.add(mark);
    ranges.add(page);
    // Nobody asks for them any more.
    if (left?.aborted === true) break;
  }
  return { messages: sum.toString(), ranges };
}

async function viewOfTarget(reader: TargetReader, marks: MarksPort): Promise<TargetView> {
  const specs = CURRENT_TABLES.filter(({ name }) => MIGRATED_TABLES.has(name) || name === REVISION_TABLE);
  const [tables, bounds] = await bothOf(marks.tables(specs), reader.bounds());
  const hash = createHash('sha256');
  for (const { channelId, firstChatId, lastChatId } of bounds) {
    hash.update(`${channelId}/${firstChatId}/${lastChatId}\n`);
  }
  return { tables: Object.fromEntries(tables), bounds: hash.digest('hex') };
}

function isSameSource(kept: Content['source'], now: SourceView): boolean {
  return kept.messages === now.messages && toJson(kept.tables) === toJson(now.tables);
}
