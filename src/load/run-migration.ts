/**
 * Runs a migration, or goes on with it: the same call does both. Every batch commits with its checkpoint, so a process
 * that dies at any instant leaves a state from which the same call ends as if it had never died. One run at a time; a
 * run that may not go on is refused before it writes anything; a run that is told to stop stops between two batches.
 */

import { readPlaceholders } from '#src/journal/assignments.ts';
import { AuditChain } from '#src/journal/audit.ts';
import { JournalMoved } from '#src/journal/errors.ts';
import type { JournalTransaction } from '#src/journal/journal-port.ts';
import type { MigrationRecord } from '#src/journal/journal-tables.ts';
import { acquireLock, type HeldLock, SYSTEM_CLOCK } from '#src/journal/lock.ts';
import {
  beginMigration,
  enterState,
  migrationIdOf,
  newRecord,
  readRecord,
  refusalOf,
  reviseMigration,
} from '#src/journal/migration.ts';
import { replaceRejects } from '#src/journal/rejects.ts';
import { Run } from '#src/journal/runs.ts';
import { rowsDone } from '#src/journal/status.ts';
import { takeOverLines } from '#src/journal/take-over.ts';
import { readUnits } from '#src/journal/units.ts';
import { EXIT, type ExitName, OperatorError } from '#src/model/errors.ts';
import { identityKey } from '#src/model/identity.ts';
import { COUNT_KINDS, type CountKind } from '#src/model/plan.ts';
import { passThroughKinds } from './books.ts';
import { Stopped } from './errors.ts';
import { LoadContext } from './load-context.ts';
import { expectation, loadEverything } from './load-everything.ts';
import { Phases } from './phases.ts';
import { Placeholders } from './placeholders.ts';
import type { MigrationRequest, MigrationResult } from './request.ts';
import { settle } from './settle.ts';
import { SameDatabase } from './target-errors.ts';

/** @throws OperatorError: refused, locked, unreachable, or a work directory that cannot be written */
export async function runMigration(request: MigrationRequest): Promise<MigrationResult> {
  const { facts, journal, runId, now } = request;
  if (identityKey(facts.source) === identityKey(facts.target)) throw new SameDatabase();
  const startedAt = now();
  const clock = request.clock ?? SYSTEM_CLOCK;
  await journal.prepare();
  const migrationId = migrationIdOf(facts.target);
  const lock = await acquireLock(journal, migrationId, { owner: runId, clock });
  let run: Run | null = null;
  let exit: ExitName = 'unexpected';
  try {
    await request.interrupts('lock:acquired', migrationId);
    await confirm(request, migrationId);
    const audit = await AuditChain.open(journal, migrationId, request.workDir);
    run = await Run.begin(journal, { migrationId, runId, verb: 'migrate' }, startedAt);
    await takeOverLines(audit, journal, migrationId, request.recorded ?? []);
    await tellStart(audit, request, lock);
    const record = await settleRecord(request, audit);
    const units = await readUnits(journal, migrationId);
    const patience = { sleep: (ms: number) => clock.sleep(ms), stop: request.stop };
    const context = new LoadContext(request, record, units, lock.lost, patience);
    const result = await loadAndSettle(context, run, startedAt, audit);
    exit = result.exit;
    return result;
  } catch (error) {
    if (error instanceof OperatorError) exit = error.exit;
    throw error;
  } finally {
    await run?.finish(EXIT[exit].code, now()).catch(() => {});
    await lock.release().catch(() => {});
  }
}

async function loadAndSettle(
  context: LoadContext,
  run: Run,
  startedAt: number,
  audit: AuditChain,
): Promise<MigrationResult> {
  const { request } = context;
  const rowsBefore = rowsDone(context.units.values());
  const placeholders = await readPlaceholders(request.journal, context.migrationId);
  const phases = new Phases(context, run, expectation(context, rowsBefore));
  let stopped = false;
  try {
    await loadEverything(context, phases, new Placeholders(context, placeholders));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped = true;
  }
  const result = await settle(context, { startedAt, stopped, phases: phases.times });
  await audit.append(
    stopped ? 'migrate:stopped' : 'migrate:finished',
    { counts: result.counts, exit: result.exit, revision: context.revision },
    request.now(),
  );
  return result;
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
    });
    await interrupts('baseline:recorded', record.migrationId);
    await tellPlan(audit, request, record);
    await interrupts('plan:recorded', record.migrationId);
    return journal.transaction((transaction) => enterState(transaction, record, 'loading'));
  }
  if (remembered.record.planHash === plan.hash) return remembered.record;
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

async function tellStart(audit: AuditChain, request: MigrationRequest, lock: HeldLock): Promise<void> {
  const { runId, plan, facts, now } = request;
  await audit.append('migrate:started', { runId, planHash: plan.hash, ruleVersion: facts.ruleVersion }, now());
  for (const [id, reason] of request.acknowledged ?? [])
    await audit.append('block:acknowledged', { id, reason }, now());
  if (lock.takenFrom === null) return;
  const { host, pid, owner } = lock.takenFrom;
  await audit.append('lock:taken-over', { host, pid, owner }, now());
}
