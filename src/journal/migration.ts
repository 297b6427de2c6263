/**
 * The record of one migration: one per target, made before the first write. It holds what every later run must agree
 * with, and the baseline that every later run plans against. While nothing has been written, a run with other settings
 * simply starts over; afterwards it is refused and told what changed.
 */

import type { OperatorError } from '#src/model/errors.ts';
import { type DatabaseIdentity, identityKey } from '#src/model/identity.ts';
import type { TargetInventory } from '#src/model/inventory.ts';
import type { AssignedIds, MigrationPlan } from '#src/model/plan.ts';
import type { Filter, Policies } from '#src/model/policies.ts';
import { advance, MIGRATION_STATES, type MigrationState } from '#src/model/states.ts';
import { readAssigned, storeAssigned } from './assignments.ts';
import { decodeBaseline, encodeBaseline } from './baseline.ts';
import { RulesChanged, SettingsChanged, SourceChanged, StateVersionChanged, TargetChanged } from './errors.ts';
import type { JournalReader, JournalTransaction } from './journal-port.ts';
import { type MigrationRecord, STATE_VERSION } from './journal-tables.ts';
import { fromJson, sha256, toJson } from './json.ts';

/** What a migration must not change once it has begun. */
export interface MigrationSettings {
  readonly policies: Policies;
  readonly filter: Filter;
}

export interface MigrationFacts {
  readonly source: DatabaseIdentity;
  readonly target: DatabaseIdentity;
  readonly settings: MigrationSettings;
  readonly ruleVersion: string;
}

/** A migration that has begun to write. */
export interface Remembered {
  readonly record: MigrationRecord;
  readonly baseline: TargetInventory;
  readonly assigned: AssignedIds;
}

/** 32 hex digits. */
export function migrationIdOf(target: DatabaseIdentity): string {
  return sha256(identityKey(target)).slice(0, 32);
}

/** Null where no journal exists, it knows nothing of this target, or nothing has been written yet. */
export async function recall(journal: JournalReader, target: DatabaseIdentity): Promise<Remembered | null> {
  const record = await readRecord(journal, migrationIdOf(target));
  if (record === null || record.state === ('planned' satisfies MigrationState)) return null;
  return {
    record,
    baseline: decodeBaseline(record.baseline),
    assigned: await readAssigned(journal, record.migrationId, record.placeholderBase),
  };
}

export async function readRecord(journal: JournalReader, migrationId: string): Promise<MigrationRecord | null> {
  if (!(await journal.exists())) return null;
  return (await journal.rows('migration', { migrationId }))[0] ?? null;
}

/** Why this run may not go on with that migration; null when it may. A source that has merely grown may. */
export function refusalOf(record: MigrationRecord, facts: MigrationFacts): OperatorError | null {
  if (record.stateVersion !== STATE_VERSION) return new StateVersionChanged(record.stateVersion, STATE_VERSION);
  const [targetKey, sourceKey] = [identityKey(facts.target), identityKey(facts.source)];
  if (record.targetKey !== targetKey) return new TargetChanged(record.targetKey, targetKey);
  if (record.sourceKey !== sourceKey) return new SourceChanged(record.sourceKey, sourceKey);
  const changes = changedSettings(fromJson<MigrationSettings>(record.settings), facts.settings);
  if (changes.length > 0) return new SettingsChanged(changes);
  if (record.ruleVersion !== facts.ruleVersion) return new RulesChanged(record.ruleVersion, facts.ruleVersion);
  return null;
}

export function newRecord(
  facts: MigrationFacts,
  baseline: TargetInventory,
  plan: MigrationPlan,
  now: number,
): MigrationRecord {
  const settings = toJson(facts.settings);
  return {
    migrationId: migrationIdOf(facts.target),
    targetKey: identityKey(facts.target),
    sourceKey: identityKey(facts.source),
    stateVersion: STATE_VERSION,
    ruleVersion: facts.ruleVersion,
    settingsHash: sha256(settings),
    settings,
    planHash: plan.hash,
    revision: 1,
    state: 'planned' satisfies MigrationState,
    baseline: encodeBaseline(baseline),
    placeholderBase: plan.assigned.placeholderBase ?? 0,
    createdAt: BigInt(now),
    finishedAt: null,
  };
}

/** Stores the record and the ids of its plan; whatever a run that wrote nothing left behind goes. */
export async function beginMigration(
  transaction: JournalTransaction,
  record: MigrationRecord,
  plan: MigrationPlan,
): Promise<void> {
  const { migrationId } = record;
  for (const table of ['assignment', 'unit', 'reject', 'verification', 'pass', 'migration'] as const) {
    await transaction.remove(table, { migrationId });
  }
  await transaction.insert('migration', [record]);
  await storeAssigned(transaction, migrationId, plan.assigned);
}

/** A plan of the same settings over a source that has changed: the next revision, with the ids that are new. */
export async function reviseMigration(
  transaction: JournalTransaction,
  remembered: Remembered,
  plan: MigrationPlan,
): Promise<MigrationRecord> {
  const { record } = remembered;
  const state: MigrationState = record.state === ('loading' satisfies MigrationState) ? 'loading' : 'catchingUp';
  const revised = moved({ ...record, planHash: plan.hash, revision: record.revision + 1 }, state);
  await replace(transaction, record, revised);
  await storeAssigned(transaction, record.migrationId, plan.assigned, remembered.assigned);
  return revised;
}

/** @returns the record in its new state */
export async function enterState(
  transaction: JournalTransaction,
  record: MigrationRecord,
  state: MigrationState,
  finishedAt: number | null = null,
): Promise<MigrationRecord> {
  const next = { ...moved(record, state), finishedAt: finishedAt === null ? null : BigInt(finishedAt) };
  await replace(transaction, record, next);
  return next;
}

function moved(record: MigrationRecord, state: MigrationState): MigrationRecord {
  return { ...record, state: advance(MIGRATION_STATES, record.state as MigrationState, state) };
}

async function replace(transaction: JournalTransaction, from: MigrationRecord, to: MigrationRecord): Promise<void> {
  const expected = { state: from.state, revision: from.revision, planHash: from.planHash };
  if (!(await transaction.update('migration', to, expected)))
    throw new Error('the migration record was changed by another run');
}

function changedSettings(
  recorded: MigrationSettings,
  found: MigrationSettings,
): { key: string; recorded: string; found: string }[] {
  const flat = (settings: MigrationSettings) =>
    new Map(
      Object.entries(settings).flatMap(([group, values]) =>
        Object.entries(values as object).map(([key, value]): [string, string] => [`${group}.${key}`, toJson(value)]),
      ),
    );
  const [before, now] = [flat(recorded), flat(found)];
  return [...new Set([...before.keys(), ...now.keys()])]
    .toSorted()
    .map((key) => ({ key, recorded: before.get(key) ?? 'not set', found: now.get(key) ?? 'not set' }))
    .filter((change) => change.recorded !== change.found);
}
