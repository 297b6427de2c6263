/** Takes marks of ranges here and there for a bounded time: what it costs to see that nothing has changed. */
import { MARK_RANGE_IDS, type MarksPort } from '#src/model/marks-port.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import { Deadline, type SamplingClock } from './deadline.ts';
import type { Round } from './reading-cost.ts';
import { samplingPoints } from './sampling-points.ts';

export interface MarkSampleRequest {
  readonly marks: Pick<MarksPort, 'message'>;
  readonly plan: Pick<MigrationPlan, 'rooms'>;
  /** Milliseconds. */
  readonly budgetMs: number;
  readonly clock: SamplingClock;
  readonly stop: AbortSignal;
}

/** Enough to know the spread. */
const MOST_ROUNDS = 60;

/** One range after the other, as a delta takes them. */
export async function sampleMarks({ marks, plan, budgetMs, clock, stop }: MarkSampleRequest): Promise<Round[]> {
  const rounds: Round[] = [];
  const pointAt = samplingPoints(plan.rooms);
  if (pointAt === null) return rounds;
  const deadline = new Deadline(clock, budgetMs);
  try {
    for (let n = 0; n < MOST_ROUNDS && !deadline.isOver && !stop.aborted; n++) {
      const { room, after, upTo } = pointAt(n);
      const end = (after ?? (room.bounds?.firstChatId ?? 1n) - 1n) + MARK_RANGE_IDS;
      const range = { channelId: room.channelId, after, upTo: end < upTo ? end : upTo };
      const taken = await deadline.timed(() => marks.message(range));
      if (taken === null) break;
      rounds.push({ queries: 1, rows: taken.result?.rows ?? 0, ms: taken.ms });
    }
  } finally {
    deadline.release();
  }
  return rounds;
}
