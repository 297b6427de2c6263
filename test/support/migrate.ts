/** One `migrate` as the product composes it: open, read, recall, plan, load; everything is closed afterwards. */
import { readLegacyInventory } from '#src/extract/read-legacy-inventory.ts';
import { migrationIdOf, recall } from '#src/journal/migration.ts';
import { type Foresight, foreseeMigration } from '#src/load/foresee-migration.ts';
import { readTargetInventory } from '#src/load/read-target-inventory.ts';
import type { MigrationRequest, MigrationResult } from '#src/load/request.ts';
import { runMigration } from '#src/load/run-migration.ts';
import type { SourceBeside } from '#src/load/server-path/server-path-port.ts';
import { uninterrupted } from '#src/model/interrupts.ts';
import type { MarksPort } from '#src/model/marks-port.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import type { Opened } from '#src/model/opened.ts';
import { type AssignedIds, NOTHING_ASSIGNED } from '#src/model/plan.ts';
import { DEFAULT_POLICIES, type Filter, NO_FILTER, type Policies } from '#src/model/policies.ts';
import { silent } from '#src/model/progress.ts';
import { planMigration } from '#src/transform/plan-migration.ts';
import { noMarks, openRangeMemory, type SourceMarks } from '#src/verify/range-memory.ts';
import { makeReconcile } from '#src/verify/reconcile.ts';
import { makeCompareMessages } from '#src/verify/room-deltas.ts';
import type { TestDatabases } from './engines.ts';

/** Small enough that every table and room of the small world takes several batches. */
export const TINY = { rows: 10, bytes: 4_000 } as const;

export interface MigrateOptions
  extends Partial<
    Pick<
      MigrationRequest,
      'limits' | 'concurrency' | 'pacing' | 'interrupts' | 'progress' | 'stop' | 'workDir' | 'clock' | 'runId'
    >
  > {
  readonly policies?: Partial<Policies>;
  readonly filter?: Partial<Filter>;
  /** Where the target's session sees the source: then messages are copied inside the server. */
  readonly beside?: SourceBeside;
  /** For a first migration: ids that another one gave out. */
  readonly assigned?: AssignedIds;
  /** Given, ranges of old messages that have not changed are not compared, as the command line has it. */
  readonly openMarks?: () => Promise<Opened<MarksPort>>;
}

type Ports = Pick<TestDatabases, 'openSource' | 'openTargetReader' | 'openTarget' | 'openJournal' | 'dir'>;

let runs = 0;

export async function migrate(databases: Ports, options: MigrateOptions = {}): Promise<MigrationResult> {
  const opened = [
    await databases.openSource(),
    await databases.openTargetReader(),
    await databases.openJournal(),
    await databases.openTarget(options.beside),
  ] as Opened<unknown>[];
  try {
    const [sourcePort, targetReader, journal, target] = opened.map(({ port }) => port) as unknown as [
      Parameters<typeof readLegacyInventory>[0],
      MigrationRequest['targetReader'],
      MigrationRequest['journal'],
      MigrationRequest['target'],
    ];
    const { inventory, source } = await readLegacyInventory(sourcePort);
    const remembered = await recall(journal, await targetReader.identity());
    const baseline = remembered?.baseline ?? (await readTargetInventory(targetReader)).inventory;
    const policies = { ...DEFAULT_POLICIES, ...options.policies };
    const filter = { ...NO_FILTER, ...options.filter };
    const assigned = remembered?.assigned ?? options.assigned ?? NOTHING_ASSIGNED;
    const plan = planMigration({ source: inventory, target: baseline, assigned, policies, filter });
    runs += 1;
    const marks = await options.openMarks?.();
    if (marks !== undefined) opened.push(marks);
    return await runMigration({
      runId: `run-${process.pid}-${runs}`,
      plan,
      facts: {
        source: inventory.identity,
        target: baseline.identity,
        settings: { policies, filter },
        ruleVersion: plan.ruleVersion,
      },
      baseline,
      remembered,
      source,
      target,
      targetReader,
      journal,
      reconcile: makeReconcile({ source, reader: targetReader, target }, plan),
      compareMessages: makeCompareMessages({ source, reader: targetReader }, plan),
      memory:
        marks === undefined
          ? null
          : await openRangeMemory({
              journal,
              migrationId: migrationIdOf(baseline.identity),
              plan,
              marks: await sourceMarks(marks.port, inventory.bounds),
            }),
      limits: TINY,
      concurrency: 3,
      workDir: `${databases.dir}/work`,
      interrupts: uninterrupted,
      progress: silent,
      stop: new AbortController().signal,
      now: () => Date.now(),
      serverPath: options.beside !== undefined,
      ...options,
    });
  } finally {
    for (const { close } of opened) await close();
  }
}

async function sourceMarks(marks: MarksPort, rooms: readonly RoomBounds[]): Promise<SourceMarks> {
  const found = noMarks();
  for await (const page of marks.messages(rooms)) found.add(page);
  return found;
}

/** What `migrate --dry-run` does: read-only ports, and nothing else. */
export async function foresee(
  databases: Pick<TestDatabases, 'openSource' | 'openTargetReader' | 'openJournalReader'>,
): Promise<Foresight> {
  const [sourcePort, targetReader, journal] = [
    await databases.openSource(),
    await databases.openTargetReader(),
    await databases.openJournalReader(),
  ];
  try {
    const { inventory, source } = await readLegacyInventory(sourcePort.port);
    const remembered = await recall(journal.port, await targetReader.port.identity());
    const baseline = remembered?.baseline ?? (await readTargetInventory(targetReader.port)).inventory;
    const settings = { policies: DEFAULT_POLICIES, filter: NO_FILTER };
    const assigned = remembered?.assigned ?? NOTHING_ASSIGNED;
    const plan = planMigration({ source: inventory, target: baseline, assigned, ...settings });
    const facts = { source: inventory.identity, target: baseline.identity, settings, ruleVersion: plan.ruleVersion };
    return await foreseeMigration({
      plan,
      facts,
      remembered,
      source,
      journal: journal.port,
      limits: TINY,
      progress: silent,
      stop: new AbortController().signal,
      now: () => Date.now(),
    });
  } finally {
    for (const { close } of [sourcePort, targetReader, journal]) await close();
  }
}
