/**
 * Reads messages here and there for a bounded time, as a load would: translated, at its concurrency, by key seeks. It
 * writes nothing. It ends with the time that it was given, even where the server is silent.
 */
import type { DatabaseReader } from '#src/model/database-reader.ts';
import type { LegacyMessage, PageLimits } from '#src/model/messages.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import { Deadline, type SamplingClock } from './deadline.ts';
import type { Round } from './reading-cost.ts';
import { type SamplingPoint, samplingPoints } from './sampling-points.ts';
import { LONGEST_IN_ROW } from './table-space.ts';

export interface SampleRequest {
  readonly source: Pick<DatabaseReader<LegacyMessage>, 'messages'>;
  readonly plan: Pick<MigrationPlan, 'rooms' | 'translate'>;
  /** Reads side by side, as the load does. */
  readonly concurrency: number;
  readonly limits: PageLimits;
  /** That there are: a source that is smaller than a sample need not be read again and again. */
  readonly messages: number;
  /** Milliseconds. */
  readonly budgetMs: number;
  readonly clock: SamplingClock;
  readonly stop: AbortSignal;
}

export interface MessageSample {
  readonly rounds: readonly Round[];
  readonly read: number;
  /** Of those read: they would be written; the others are skipped or rejected. */
  readonly written: number;
  /** Of those written: content that fits its row, bytes, together. */
  readonly insideBytes: number;
  /** Of those written: content that does not. */
  readonly outside: { readonly values: number; readonly bytes: number };
}

/** Enough to know the spread; more would only load the server. */
const MOST_ROUNDS = 400;
/** A spread needs as many. */
const FEWEST_ROUNDS = 30;
/** Every so many rounds one reads single rows: it tells what a query costs that brings next to nothing. */
const SHORT_EVERY = 3;
const SHORT_ROWS = 1;

export async function sampleMessages(request: SampleRequest): Promise<MessageSample> {
  const sample = new Sample();
  const pointAt = samplingPoints(request.plan.rooms);
  if (pointAt === null) return sample.result();
  const { clock, budgetMs, concurrency, limits, messages, stop } = request;
  const deadline = new Deadline(clock, budgetMs);
  try {
    for (let round = 0; round < MOST_ROUNDS && !deadline.isOver && !stop.aborted; round++) {
      if (round >= FEWEST_ROUNDS && sample.read >= messages) break;
      const short = round % SHORT_EVERY === SHORT_EVERY - 1;
      const bounds = short ? { ...limits, rows: SHORT_ROWS } : limits;
      const points = Array.from({ length: concurrency }, (_, worker) => pointAt(round * concurrency + worker));
      const read = await deadline.timed(async () => {
        const pages = await Promise.all(points.map((point) => firstPage(request, point, bounds)));
        for (const [at, page] of pages.entries()) sample.add(request, points[at] as SamplingPoint, page);
        return pages.reduce((sum, page) => sum + page.length, 0);
      });
      if (read === null) break;
      sample.rounds.push({ queries: points.length, rows: read.result, ms: read.ms });
    }
  } finally {
    deadline.release();
  }
  return sample.result();
}

async function firstPage(
  { source }: SampleRequest,
  { room, after, upTo }: SamplingPoint,
  limits: PageLimits,
): Promise<LegacyMessage[]> {
  for await (const page of source.messages({ channelId: room.channelId, after, upTo }, limits)) return page;
  return [];
}

class Sample {
  readonly rounds: Round[] = [];
  read = 0;
  #written = 0;
  #insideBytes = 0;
  #outside = { values: 0, bytes: 0 };

  add({ plan }: SampleRequest, { room }: SamplingPoint, page: readonly LegacyMessage[]): void {
    const { messages } = plan.translate(room, page);
    this.read += page.length;
    this.#written += messages.length;
    for (const message of messages) {
      const bytes = message[5].length * 2;
      if (bytes > LONGEST_IN_ROW) {
        this.#outside.values++;
        this.#outside.bytes += bytes;
      } else this.#insideBytes += bytes;
    }
  }

  result(): MessageSample {
    return {
      rounds: this.rounds,
      read: this.read,
      written: this.#written,
      insideBytes: this.#insideBytes,
      outside: { ...this.#outside },
    };
  }
}
