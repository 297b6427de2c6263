/** The end of a run, finished or stopped: books that add up, the reject file, and what to tell. */
import type { PhaseTime } from '#src/journal/runs.ts';
import { peakRssBytes } from '#src/journal/runs.ts';
import { closeBooks } from './books.ts';
import type { LoadContext } from './load-context.ts';
import { writeRejectFile } from './reject-file.ts';
import type { MigrationResult } from './request.ts';

export interface RunEnd {
  readonly startedAt: number;
  readonly stopped: boolean;
  readonly phases: readonly PhaseTime[];
}

/** @throws WorkDirNotWritable; Error when the books do not add up */
export async function settle(context: LoadContext, end: RunEnd): Promise<MigrationResult> {
  const { request, migrationId } = context;
  const books = closeBooks(request.plan, context.units.values(), 'now');
  await request.interrupts('reject-file:before-write', migrationId);
  const rejects = await writeRejectFile(request.journal, migrationId, request.workDir);
  const rejected = Object.values(books.counts).reduce((sum, count) => sum + count.rejected, 0);
  if (rejected !== rejects.rows) {
    throw new Error(`the books count ${rejected} rejected rows, the journal holds ${rejects.rows}`);
  }
  const durationMs = Math.max(1, request.now() - end.startedAt);
  return {
    exit: end.stopped ? 'interrupted' : rejected > 0 ? 'rejects' : 'done',
    migrationId,
    planHash: request.plan.hash,
    revision: context.revision,
    resumed: request.remembered !== null,
    ...books,
    rejectFile: rejects.file,
    rowsMoved: context.rowsMoved,
    rowsInServer: context.rowsInServer,
    delta: context.delta.delta,
    rowsPerSecond: Math.round((context.rowsMoved * 1000) / durationMs),
    durationMs,
    peakRssBytes: peakRssBytes(),
    phases: end.phases,
  };
}
