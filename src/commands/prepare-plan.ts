/**
 * The plan of now, as `plan`, `migrate` and `verify` share it: the source as it is, the target as it was before the first
 * write, the ids given out so far. Only read-only connections are opened, and nothing is written anywhere.
 */
import { readLegacyInventory } from '#src/extract/read-legacy-inventory.ts';
import type { SourcePort } from '#src/extract/source-port.ts';
import type { JournalReader } from '#src/journal/journal-port.ts';
import { type MigrationFacts, type Remembered, recall, refusalOf } from '#src/journal/migration.ts';
import { readTargetInventory } from '#src/load/read-target-inventory.ts';
import { recogniseTarget } from '#src/load/recognise-target.ts';
import type { TargetReader } from '#src/load/target-port.ts';
import { OperatorError } from '#src/model/errors.ts';
import type { Finding } from '#src/model/finding.ts';
import type { DatabaseIdentity } from '#src/model/identity.ts';
import type { LegacyInventory, LegacyVersion, TargetInventory } from '#src/model/inventory.ts';
import { type MigrationPlan, NOTHING_ASSIGNED } from '#src/model/plan.ts';
import { planMigration } from '#src/transform/plan-migration.ts';
import { giveBackGrown } from './give-back.ts';
import type { Resources } from './resources.ts';
import type { VerbContext } from './verb.ts';

/** The inventory is not among it: a finished plan needs it no more, and it is the largest thing in memory. */
export interface PreparedPlan {
  readonly plan: MigrationPlan;
  /** Tolerant of what the database lacks; rows and messages are read through it. */
  readonly source: SourcePort;
  readonly sourceVersion: LegacyVersion;
  readonly targetReader: TargetReader;
  readonly baseline: TargetInventory;
  readonly remembered: Remembered | null;
  readonly facts: MigrationFacts;
  /** Of both databases and of the plan. */
  readonly findings: readonly Finding[];
  /** Why a migration that has begun may not go on like this; null when it may. */
  readonly refusal: OperatorError | null;
  /** Why the journal was not read, so that nobody knows whether a migration has begun; null when it was. */
  readonly journalRefusal: OperatorError | null;
}

export interface PlanningOptions {
  /** Sees the inventory while it is in memory; who keeps it pays for it. */
  readonly look?: (inventory: LegacyInventory) => Promise<void>;
  /** Plans as if no migration had begun where the login may not read the journal, and says so. */
  readonly withoutJournal?: boolean;
}

/** @throws OperatorError when a database cannot be reached, or is not what it should be */
export async function preparePlan(
  context: VerbContext,
  resources: Resources,
  { look = async () => {}, withoutJournal = false }: PlanningOptions = {},
): Promise<PreparedPlan> {
  const { configuration, world } = context;
  const { policies, filter } = configuration;
  const [sourcePort, targetReader, journal] = await resources.openAll(
    world.source(),
    world.targetReader(),
    world.journalReader(),
  );
  const reading = readTarget(targetReader, journal, withoutJournal);
  // Both sides are read at once, and what fails is told in the order of the phases.
  reading.catch(() => {});
  const extracted = await timed(context, 'read source', () => readLegacyInventory(sourcePort));
  await look(extracted.inventory);
  const target = await timed(context, 'read target', () => reading);
  const { remembered } = target;
  const assigned = remembered?.assigned ?? NOTHING_ASSIGNED;
  const plan = await timed(context, 'plan', async () =>
    planMigration({
      source: extracted.inventory,
      target: target.inventory,
      assigned,
      policies,
      filter,
      between: giveBackGrown,
    }),
  );
  const facts: MigrationFacts = {
    source: extracted.inventory.identity,
    target: target.identity,
    settings: { policies, filter },
    ruleVersion: plan.ruleVersion,
  };
  return {
    plan,
    source: extracted.source,
    sourceVersion: extracted.inventory.version,
    targetReader,
    baseline: target.inventory,
    remembered,
    facts,
    findings: [...extracted.findings, ...target.findings, ...plan.findings],
    refusal: remembered === null ? null : refusalOf(remembered.record, facts),
    journalRefusal: target.journalRefusal,
  };
}

interface TargetBefore {
  readonly identity: DatabaseIdentity;
  readonly remembered: Remembered | null;
  readonly journalRefusal: OperatorError | null;
  readonly inventory: TargetInventory;
  readonly findings: readonly Finding[];
}

/** What it is now before the first write; what the journal kept of it from then on. */
async function readTarget(
  reader: TargetReader,
  journal: JournalReader,
  withoutJournal: boolean,
): Promise<TargetBefore> {
  const identity = await reader.identity();
  let journalRefusal: OperatorError | null = null;
  const remembered = await recall(journal, identity).catch((error: unknown) => {
    if (!withoutJournal || !(error instanceof OperatorError) || error.code !== 'RIGHT_MISSING') throw error;
    journalRefusal = error;
    return null;
  });
  const before =
    remembered === null
      ? await readTargetInventory(reader)
      : { inventory: remembered.baseline, findings: recogniseTarget(await reader.catalogue()) };
  return { identity, remembered, journalRefusal, ...before };
}

async function timed<T>(context: VerbContext, phase: string, work: () => Promise<T>): Promise<T> {
  const startedAt = context.now();
  context.progress({ event: 'phase:started', phase, rowsExpected: null });
  const result = await work();
  context.progress({ event: 'phase:finished', phase, rows: 0, durationMs: context.now() - startedAt });
  return result;
}
