/** The counts of a plan that has not run yet: exact for what it holds itself, messages counted room by room. */

import type { SourcePort } from '#src/extract/source-port.ts';
import { countMessages } from '#src/model/count-messages.ts';
import { COUNT_KINDS, type CountKind, type MigrationPlan } from '#src/model/plan.ts';

export interface PlanCounts {
  readonly counts: Readonly<Partial<Record<CountKind, CountOfPlan>>>;
  readonly skippedBy: Readonly<Partial<Record<CountKind, Readonly<Record<string, number>>>>>;
  /** Kinds whose rows are judged one by one while they are loaded. */
  readonly countedWhileRunning: readonly CountKind[];
}

export interface CountOfPlan {
  readonly read: number;
  readonly written: number;
  readonly skipped: number;
  readonly rejected: number;
}

/** Messages of a room that is migrated count as written; filter.since and damaged rows show only in the run. */
export async function planCounts(plan: MigrationPlan, source: SourcePort): Promise<PlanCounts> {
  const passThrough = new Set(plan.tables.flatMap(({ passThrough: each }) => (each === null ? [] : [each.kind])));
  const counts: Partial<Record<CountKind, CountOfPlan>> = {};
  const skippedBy: Partial<Record<CountKind, Readonly<Record<string, number>>>> = {};
  for (const kind of COUNT_KINDS) {
    if (passThrough.has(kind) || kind === 'messages') continue;
    const ledger = plan.ledgers[kind];
    counts[kind] = { ...ledger, skipped: sum(Object.values(ledger.skipped)) };
    skippedBy[kind] = ledger.skipped;
  }
  const messages = await messageCounts(plan, source);
  counts.messages = messages.count;
  skippedBy.messages = messages.skippedBy;
  return { counts, skippedBy, countedWhileRunning: [...passThrough] };
}

async function messageCounts(plan: MigrationPlan, source: SourcePort) {
  const skippedBy: Record<string, number> = {};
  let [read, written, rejected] = [0, 0, 0];
  const rooms = plan.rooms.filter(({ bounds }) => bounds !== null);
  const counts = await countMessages(
    source,
    rooms.map(({ channelId }) => channelId),
  );
  for (const room of rooms) {
    const messages = counts.get(room.channelId) ?? 0;
    read += messages;
    if (room.left === null) written += messages;
    else if (room.left.why === 'reject') rejected += messages;
    else skippedBy[room.left.rule] = (skippedBy[room.left.rule] ?? 0) + messages;
  }
  return { count: { read, written, skipped: sum(Object.values(skippedBy)), rejected }, skippedBy };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
