/**
 * Runs a migration, or goes on with it: the same call does both. Every batch commits with its checkpoint, so a process
 * that dies at any instant leaves a state from which the same call ends as if it had never died. One run at a time; a
 * run that may not go on is refused before it writes anything; a run that is told to stop stops between two batches.
 */

import { readPlaceholders } from '#src/journal/assignments.ts';
import type { AuditChain } from '#src/journal/audit.ts';
import { JournalMoved } from '#src/journal/errors.ts';
import type { JournalTransaction } from '#src/journal/journal-port.ts';
import type { MigrationRecord } from '#src/journal/journal-tables.ts';
import { SYSTEM_CLOCK } from '#src/journal/lock.ts';
import {
  beginMigration,
  enterState,
  newRecord,
  readRecord,
  refusalOf,
  reviseMigration,
} from '#src/journal/migration.ts';
import { replaceRejects } from '#src/journal/rejects.ts';
import type { Run } from '#src/journal/runs.ts';
import { rowsDone } from '#src/journal/status.ts';
import { readUnits } from '#src/journal/units.ts';
import { type ExitName, OperatorError } from '#src/model/errors.ts';
import { identityKey } from '#src/model/identity.ts';
import { COUNT_KINDS, type CountKind } from '#src/model/plan.ts';
import { passThroughKinds } from './books.ts';
import { rowsOf } from './delta.ts';
import { Stopped } from './errors.ts';
import { LoadContext } from './load-context.ts';
import { expectation, loadEverything } from './load-everything.ts';
import { MigrationSession } from './migration-session.ts';
import { Phases } from './phases.ts';
import { Placeholders } from './placeholders.ts';
import type { MigrationRequest, MigrationResult } from './request.ts';
import { warmUp } from './server-path/warm-up.ts';
import { settle } from './settle.ts';
import { SameDatabase } from './target-errors.ts';

/** @throws OperatorError: refused, locked, unreachable, or a work directory that cannot be written */
export async function runMigration(request: MigrationRequest): Promise<MigrationResult> {
  const session = await startSession(request);
  let exit: ExitName = 'unexpected';
  let warm: Promise<void> | null = null;
  const over = new AbortController();
  try {
    const warmSessions = () => {
      warm ??= warmUp(request, over.signal);
      return warm;
    };
    const running = runPass(session, request, request.remembered === null ? undefined : warmSessions);
    // After the pass has begun: the session that has been at work so far is the quickest, and goes to who is waited for.
    // A run that goes on reads small answers first, one by one, and would lose that session to the others in between.
    if (request.remembered === null) void warmSessions();
    const result = await running;
    exit = result.exit;
    await tellEnd(session, request, result);
    return result;
  } catch (error) {
    if (error instanceof OperatorError) exit = error.exit;
    throw error;
  } finally {
    over.abort();
    await warm;
    await session.close(exit);
  }
}

/**
 * Lock, chain and note of a run that is about to begin.
 * @throws OperatorError: refused, locked, unreachable
 */
export async function startSession(request: MigrationRequest): Promise<MigrationSession> {
  const { facts, journal, runId, now } = request;
  if (identityKey(facts.source) === identityKey(facts.target)) throw new SameDatabase();
  return MigrationSession.open({
    runId,
    target: facts.target,
    journal,
    workDir: request.workDir,
    recorded: request.recorded ?? [],
    ...(request.clock === undefined ? {} : { clock: request.clock }),
    locked: async (migrationId) => {
      await request.interrupts('lock:acquired', migrationId);
      await confirm(request, migrationId);
    },
    begun: (session) => tellStart(session, request),
    now,
  });
}

/**
 * One pass of a session that goes on: the same as a run of its own, but that lock, chain and note of the run are there.
 * What it changed is kept in the chain; a pass that changed nothing leaves no trace there.
 */
export async function runFollowedPass(session: MigrationSession, request: MigrationRequest): Promise<MigrationResult> {
  await confirm(request, session.migrationId);
  const result = await runPass(session, request);
  if (rowsOf(result.delta.total) > 0 || result.exit === 'interrupted') await tellEnd(session, request, result);
  return result;
}

/** @param looking called when the journal has been read, and the target is looked at next; awaited before messages are */
async function runPass(
  session: MigrationSession,
  request: MigrationRequest,
  looking: () => Promise<void> = async () => {},
): Promise<MigrationResult> {
  const startedAt = request.now();
  const clock = request.clock ?? SYSTEM_CLOCK;
  const record = await settleRecord(request, session.audit);
  const units = await readUnits(request.journal, session.migrationId);
  const patience = { sleep: (ms: number) => clock.sleep(ms), stop: request.stop };
  const context = new LoadContext(request, record, units, session.lost, patience);
  return loadAndSettle(context, session.run, startedAt, looking);
}

async function loadAndSettle(
  context: LoadContext,
  run: Run,
  startedAt: number,
  looking: () => Promise<void>,
): Promise<MigrationResult> {
  const { request } = context;
  const rowsBefore = rowsDone(context.units.values());
  const placeholders = await readPlaceholders(request.journal, context.migrationId);
  const phases = new Phases(context, run, expectation(context, rowsBefore));
  let stopped = false;
  try {
    await loadEverything(context, phases, new Placeholders(context, placeholders), looking);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped = true;
  }
  return settle(context, { startedAt, stopped, phases: phases.times });
}

/** Between planning and locking another run may have been at work: then this plan is not of this world. */
async function confirm(request: MigrationRequest, migrationId: string): Promise<void> {
  const record = await readRecord(request.journal, migrationId);
  const known = request.remembered?.record ?? null;
  const begun = record === null || record.state === 'planned' ? null : record;
  if (begun !== null) {
    const refusal = refusalOf(begun, request.facts);
    if (refusal !== null) throw refusal;
  }
  if (begun?.revision !== known?.revision || begun?.planHash !== known?.planHash) throw new JournalMoved();
}

/** The record that this run works under: new, revised, or as it was. */
async function settleRecord(request: MigrationRequest, audit: AuditChain): Promise<MigrationRecord> {
  const { remembered, journal, plan, facts, baseline, interrupts, now } = request;
  if (remembered === null) {
    const record = newRecord(facts, baseline, plan, now());
    await journal.transaction(async (transaction) => {
      await beginMigration(transaction, record, plan);
      await recordRejects(transaction, request, record.migrationId);
      await request.begins?.(transaction);
    });
    await interrupts('baseline:recorded', record.migrationId);
    await tellPlan(audit, request, record);
    await interrupts('plan:recorded', record.migrationId);
    return journal.transaction((transaction) => enterState(transaction, record, 'loading'));
  }
  if (remembered.record.planHash === plan.hash) {
    // The hash leaves out what only grows, counters among it; their rejects may be others all the same.
    await journal.transaction((transaction) => recordRejects(transaction, request, remembered.record.migrationId));
    return remembered.record;
  }
  const record = await journal.transaction(async (transaction) => {
    await recordRejects(transaction, request, remembered.record.migrationId);
    return reviseMigration(transaction, remembered, plan);
  });
  await tellPlan(audit, request, record);
  await interrupts('plan:recorded', record.migrationId);
  return record;
}

/** What the plan itself rejects is in the journal before the first row is in the target. */
async function recordRejects(
  transaction: JournalTransaction,
  { plan }: MigrationRequest,
  migrationId: string,
): Promise<void> {
  const ofUnits = new Set<CountKind>(['messages', ...passThroughKinds(plan).values()]);
  const kinds = COUNT_KINDS.filter((kind) => !ofUnits.has(kind));
  await replaceRejects(transaction, migrationId, kinds, plan.rejects);
}

async function tellPlan(audit: AuditChain, { plan, now }: MigrationRequest, record: MigrationRecord): Promise<void> {
  await audit.append('plan:recorded', { planHash: plan.hash, revision: record.revision }, now());
}

/** Opens the account of a session in the audit chain. */
async function tellStart({ audit, takenFrom }: MigrationSession, request: MigrationRequest): Promise<void> {
  const { runId, plan, facts, now } = request;
  await audit.append('migrate:started', { runId, planHash: plan.hash, ruleVersion: facts.ruleVersion }, now());
  for (const [id, reason] of request.acknowledged ?? [])
    await audit.append('block:acknowledged', { id, reason }, now());
  if (takenFrom === null) return;
  const { host, pid, owner } = takenFrom;
  await audit.append('lock:taken-over', { host, pid, owner }, now());
}

async function tellEnd({ audit }: MigrationSession, { now }: MigrationRequest, result: MigrationResult): Promise<void> {
  const { counts, exit, revision, delta } = result;
  const event = exit === 'interrupted' ? 'migrate:stopped' : 'migrate:finished';
  await audit.append(event, { counts, delta, exit, revision }, now());
}
