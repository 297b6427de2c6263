/**
 * How far a migration is, from the journal alone: another terminal may ask while a run goes on, and asking changes
 * nothing. A rate is that of the run that goes on; a remainder is told only once it means something.
 */

import type { DatabaseIdentity } from '#src/model/identity.ts';
import { LOAD_PHASES, type MigrationState, type VerificationState } from '#src/model/states.ts';
import type { JournalReader } from './journal-port.ts';
import type { LockRecord, RunRecord, UnitRecord } from './journal-tables.ts';
import { fromJson } from './json.ts';
import { readLock } from './lock.ts';
import { migrationIdOf, readRecord } from './migration.ts';
import { EMPTY_SUMMARY, type FollowFacts, type RunSummary } from './runs.ts';
import { readUnits, rowsOfUnit } from './units.ts';
import { readVerdict, verificationState } from './verification.ts';

export interface StatusView {
  /** `none` before the first run, a phase of the load, `loaded` at its end. */
  readonly phase: string;
  readonly units: { readonly total: number; readonly done: number; readonly running: number; readonly failed: number };
  readonly rows: { readonly total: number; readonly done: number };
  readonly rowsPerSecond: number;
  /** Null until it means something. */
  readonly etaSeconds: number | null;
  /** Why the run that goes on does not go as fast as it could; null when nothing holds it up. */
  readonly waiting: string | null;
  /** Of the last run that followed its source, when it was the last to load; null for any other. */
  readonly follow: {
    readonly passes: number;
    /** What the source held then is in the target. */
    readonly copiedUntil: string | null;
    readonly secondsBehind: number | null;
    readonly messagesBehind: number | null;
    readonly trouble: string | null;
  } | null;
  readonly verification: VerificationState;
  readonly migrationId: string | null;
  readonly planHash: string | null;
  readonly revision: number;
  readonly rejected: number;
  readonly peakRssBytes: number | null;
  /** The run that holds the lock, null when none does. */
  readonly runningOn: { readonly host: string; readonly pid: number; readonly lastHeard: string } | null;
  readonly lastRun: {
    readonly runId: string;
    readonly verb: string;
    readonly startedAt: string;
    readonly finishedAt: string | null;
    readonly exitCode: number | null;
  } | null;
}

/** A remainder is hidden before this share of the rows has been moved by the run that goes on, … */
const MEANINGFUL_SHARE = 0.01;
/** … and before it has worked for as long, milliseconds. */
const MEANINGFUL_MS = 5_000;

const NOTHING: StatusView = {
  phase: 'none',
  units: { total: 0, done: 0, running: 0, failed: 0 },
  rows: { total: 0, done: 0 },
  rowsPerSecond: 0,
  etaSeconds: null,
  waiting: null,
  follow: null,
  verification: 'unverified',
  migrationId: null,
  planHash: null,
  revision: 0,
  rejected: 0,
  peakRssBytes: null,
  runningOn: null,
  lastRun: null,
};

/** @param now milliseconds since 1970, UTC */
export async function readStatus(journal: JournalReader, target: DatabaseIdentity, now: number): Promise<StatusView> {
  const migrationId = migrationIdOf(target);
  const record = await readRecord(journal, migrationId);
  if (record === null) return NOTHING;
  const units = [...(await readUnits(journal, migrationId)).values()];
  const runs = (await journal.rows('run', { migrationId })).toSorted((a, b) => Number(a.startedAt - b.startedAt));
  const lock = await readLock(journal, migrationId);
  const lastRun = runs.at(-1) ?? null;
  const load = runs.findLast((run) => run.verb === 'migrate') ?? null;
  const rows = rowsOf(units, load);
  const phase = phaseOfMigration(record.state as MigrationState, units);
  const { rowsPerSecond, etaSeconds } = paceOf(rows, load, lock, now);
  return {
    phase,
    units: unitCounts(units, load, lock),
    rows,
    rowsPerSecond,
    // Until then tables come straight from the source, and nobody has counted their rows.
    etaSeconds: isBeforeMessages(phase) ? null : etaSeconds,
    waiting: lock === null || load?.finishedAt != null ? null : summaryOf(load).waiting,
    follow: followOf(summaryOf(load).follow, now),
    verification: verificationState(await readVerdict(journal, migrationId), record, units),
    migrationId,
    planHash: record.planHash,
    revision: record.revision,
    rejected: units.reduce((sum, unit) => sum + Number(unit.rowsRejected), 0),
    peakRssBytes: lastRun?.peakRssBytes == null ? null : Number(lastRun.peakRssBytes),
    runningOn: lock === null ? null : { host: lock.host, pid: lock.pid, lastHeard: isoOf(lock.heartbeatAt) },
    lastRun:
      lastRun === null
        ? null
        : {
            runId: lastRun.runId,
            verb: lastRun.verb,
            startedAt: isoOf(lastRun.startedAt),
            finishedAt: lastRun.finishedAt === null ? null : isoOf(lastRun.finishedAt),
            exitCode: lastRun.exitCode,
          },
  };
}

function followOf(follow: FollowFacts | null, now: number): StatusView['follow'] {
  if (follow === null) return null;
  const { passes, copiedUntil, messagesBehind, trouble } = follow;
  return {
    passes,
    copiedUntil: copiedUntil === null ? null : new Date(copiedUntil).toISOString(),
    secondsBehind: copiedUntil === null ? null : Math.max(0, Math.round((now - copiedUntil) / 1_000)),
    messagesBehind,
    trouble,
  };
}

export function summaryOf(run: RunRecord | null): RunSummary {
  return run?.summary == null ? EMPTY_SUMMARY : { ...EMPTY_SUMMARY, ...fromJson<Partial<RunSummary>>(run.summary) };
}

/** Rows moved by all runs so far: those read, whatever became of them, and those that the plan made. */
export function rowsDone(units: Iterable<UnitRecord>): number {
  let rows = 0;
  for (const unit of units) rows += Number(rowsOfUnit(unit));
  return rows;
}

function rowsOf(units: readonly UnitRecord[], run: RunRecord | null): StatusView['rows'] {
  const done = rowsDone(units);
  let expected = summaryOf(run).rowsExpected;
  // What was expected of a unit is a guess (chatIds have gaps); what it held is known once it is done.
  for (const unit of units) {
    if (unit.state === 'done' && unit.rowsExpected !== null) expected += Number(rowsOfUnit(unit) - unit.rowsExpected);
  }
  return { total: Math.max(expected, done), done };
}

function paceOf(
  rows: StatusView['rows'],
  run: RunRecord | null,
  lock: LockRecord | null,
  now: number,
): Pick<StatusView, 'rowsPerSecond' | 'etaSeconds'> {
  if (run === null) return { rowsPerSecond: 0, etaSeconds: null };
  const elapsedMs = Number(run.finishedAt ?? BigInt(now)) - Number(run.startedAt);
  const moved = Math.max(0, rows.done - summaryOf(run).rowsBefore);
  const rowsPerSecond = elapsedMs > 0 ? Math.round((moved * 1000) / elapsedMs) : 0;
  const goesOn = run.finishedAt === null && lock !== null;
  const means = elapsedMs >= MEANINGFUL_MS && moved >= rows.total * MEANINGFUL_SHARE && moved > 0;
  const etaSeconds = goesOn && means ? Math.round(((rows.total - rows.done) * elapsedMs) / moved / 1000) : null;
  return { rowsPerSecond, etaSeconds };
}

function unitCounts(units: readonly UnitRecord[], run: RunRecord | null, lock: LockRecord | null): StatusView['units'] {
  const done = units.filter((unit) => unit.state === 'done').length;
  const begun = units.filter((unit) => unit.state === 'running').length;
  // A unit that was begun while nobody works on it waits for the next run, after a stop or a failure.
  const failed = lock === null && run !== null && run.exitCode !== null && run.exitCode !== 4 ? begun : 0;
  return {
    total: Math.max(summaryOf(run).unitsTotal, units.length),
    done,
    running: lock === null ? 0 : begun,
    failed,
  };
}

function phaseOfMigration(state: MigrationState, units: readonly UnitRecord[]): string {
  if (state === 'planned') return 'prepare';
  if (state === 'loaded') return 'loaded';
  // During a delta units are opened one by one: before the first is, it is comparing.
  return state === 'catchingUp' && units.every((unit) => unit.state === 'done') ? 'compare' : phaseOf(units);
}

function isBeforeMessages(phase: string): boolean {
  const order: readonly string[] = LOAD_PHASES;
  return order.indexOf(phase) < order.indexOf('messages') && order.includes(phase);
}

/** The first phase in the order of the load that has work left. */
function phaseOf(units: readonly UnitRecord[]): string {
  const open = units.filter((unit) => unit.state !== 'done').map((unit) => unit.phase);
  const reached = open.length > 0 ? open : units.map((unit) => unit.phase);
  const order = open.length > 0 ? LOAD_PHASES : LOAD_PHASES.toReversed();
  return order.find((phase) => reached.includes(phase)) ?? 'prepare';
}

function isoOf(at: bigint): string {
  return new Date(Number(at)).toISOString();
}
