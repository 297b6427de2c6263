/** One `verify` as the product composes it: open, read, recall, plan, compare; everything is closed afterwards. */
import { openMarks } from '#src/engines/open-marks.ts';
import { openSampleQueries } from '#src/engines/open-sample-queries.ts';
import { readLegacyInventory } from '#src/extract/read-legacy-inventory.ts';
import type { SourcePort } from '#src/extract/source-port.ts';
import { recall } from '#src/journal/migration.ts';
import type { TargetReader } from '#src/load/target-port.ts';
import type { MarksPort } from '#src/model/marks-port.ts';
import { NOTHING_ASSIGNED } from '#src/model/plan.ts';
import { DEFAULT_POLICIES, type Filter, NO_FILTER, type Policies } from '#src/model/policies.ts';
import { silent } from '#src/model/progress.ts';
import { planMigration } from '#src/transform/plan-migration.ts';
import { MarkBook } from '#src/verify/mark-book.ts';
import type { VerificationRequest, VerificationResult } from '#src/verify/request.ts';
import { verifyMigration } from '#src/verify/verify-migration.ts';
import type { TestDatabases } from './engines.ts';

export interface VerifyOptions extends Partial<Pick<VerificationRequest, 'stop' | 'progress' | 'concurrency'>> {
  readonly repair?: boolean;
  readonly full?: boolean;
  /** Sees the connections that read, before anything is read. */
  readonly watch?: (ports: { readonly source: SourcePort; readonly reader: TargetReader }) => {
    readonly source: SourcePort;
    readonly reader: TargetReader;
  };
  /** Hears whose messages are read for their marks alone. */
  readonly marksRead?: (side: 'source' | 'target') => void;
  readonly policies?: Partial<Policies>;
  readonly filter?: Partial<Filter>;
  /** Hears what a repair puts into the journal. */
  readonly record?: (event: string, detail: Readonly<Record<string, unknown>>) => void;
}

export async function verify(databases: TestDatabases, options: VerifyOptions = {}): Promise<VerificationResult> {
  const source = await databases.openSource();
  const reader = await databases.openTargetReader();
  const journal = await databases.openJournal();
  const queries = await openSampleQueries(databases.targetAddress);
  const marks = {
    source: await openMarks(databases.sourceAddress, 'source'),
    target: await openMarks(databases.targetAddress, 'target'),
  };
  const target = options.repair === true ? await databases.openTarget() : null;
  try {
    const extracted = await readLegacyInventory(source.port);
    const remembered = await recall(journal.port, await reader.port.identity());
    if (remembered === null) throw new Error('nothing was migrated yet');
    const plan = planMigration({
      source: extracted.inventory,
      target: remembered.baseline,
      assigned: remembered.assigned ?? NOTHING_ASSIGNED,
      policies: { ...DEFAULT_POLICIES, ...options.policies },
      filter: { ...NO_FILTER, ...options.filter },
    });
    const ports = { source: extracted.source, reader: reader.port };
    return await verifyMigration({
      ...(options.watch?.(ports) ?? ports),
      plan,
      baseline: remembered.baseline,
      sampleQueries: queries.port,
      repair:
        target === null
          ? null
          : {
              target: target.port,
              isCopied: () => true,
              record: async (event, detail) => options.record?.(event, detail),
            },
      marks: {
        full: options.full === true,
        source: heard(marks.source.port, () => options.marksRead?.('source')),
        target: heard(marks.target.port, () => options.marksRead?.('target')),
        book: new MarkBook(journal.port, remembered.record.migrationId),
      },
      concurrency: options.concurrency ?? 3,
      workDir: `${databases.dir}/work`,
      progress: options.progress ?? silent,
      stop: options.stop ?? new AbortController().signal,
      now: () => Date.now(),
    });
  } finally {
    for (const opened of [source, reader, journal, queries, marks.source, marks.target, target]) await opened?.close();
  }
}

function heard(port: MarksPort, onRead: () => void): MarksPort {
  return {
    tables: (specs) => port.tables(specs),
    messages: (...asked) => {
      onRead();
      return port.messages(...asked);
    },
    message: (range) => port.message(range),
  };
}

/** `changed message 17/42 (content)` of every difference that the result shows. */
export function told(result: VerificationResult): string[] {
  return result.differences
    .map(
      ({ what, kind, key, columns }) => `${what} ${kind} ${key}${columns.length > 0 ? ` (${columns.join(', ')})` : ''}`,
    )
    .toSorted();
}
