/** The messages of a lot, part by part in the order of the lot, each part's in ascending order of chatId. */
import type { SourcePort } from '#src/extract/source-port.ts';
import type { Marked } from '#src/model/database-reader.ts';
import type { MessageMark } from '#src/model/marks-port.ts';
import type { LegacyMessage, PageLimits } from '#src/model/messages.ts';
import type { CopiedMarks } from './copied-marks.ts';
import type { PartWork } from './lots.ts';
import { channelPages, messagePages } from './message-pages.ts';
import type { Patience } from './retry.ts';

export interface LotPage {
  readonly work: PartWork;
  /** May be empty when `finished`. */
  readonly messages: readonly LegacyMessage[];
  /** True when nothing more of this part comes. */
  readonly finished: boolean;
}

/**
 * Pages are small, so that what they are made of is gone before the collector moves it to where collecting is dear; a
 * batch holds many of them. The reader asks the server for more than a page at once.
 */
const PAGE: PageLimits = { rows: 1_000, bytes: 1 << 20 };

/** @param copied collects the marks of what is read */
export async function* lotPages(
  source: SourcePort,
  runs: readonly (readonly PartWork[])[],
  batch: PageLimits,
  patience: Patience,
  copied: CopiedMarks | null = null,
): AsyncIterable<readonly LotPage[]> {
  const limits = { rows: Math.min(batch.rows, PAGE.rows), bytes: Math.min(batch.bytes, PAGE.bytes) };
  for (const run of runs) {
    const [first] = run;
    if (first === undefined) continue;
    if (run.length > 1) yield* walked(source, run, limits, patience, copied);
    else {
      const range = { channelId: first.part.room.channelId, after: first.after, upTo: first.upTo };
      const marked = copied === null ? undefined : (marks: readonly MessageMark[]) => copied.add(marks);
      for await (const messages of messagePages(source, range, limits, patience, marked)) {
        yield [{ work: first, messages, finished: false }];
      }
      yield [{ work: first, messages: [], finished: true }];
    }
  }
}

/** What lies between the rooms of the run, and what has been written beyond the ends that the plan knows, is passed over. */
async function* walked(
  source: SourcePort,
  run: readonly PartWork[],
  limits: PageLimits,
  patience: Patience,
  copied: CopiedMarks | null,
): AsyncIterable<readonly LotPage[]> {
  const channels = { first: channelOf(run.at(0)), last: channelOf(run.at(-1)), after: null };
  let at = 0;
  for await (const page of channelPages(source, channels, limits, patience, markedOf(run, copied))) {
    const pieces: LotPage[] = [];
    for (const { channelId, messages } of page) {
      while (at < run.length && channelOf(run[at]) < channelId) pieces.push(end(run[at++]));
      const work = run[at];
      if (work === undefined || channelOf(work) !== channelId) continue;
      pieces.push({ work, messages: upTo(messages, work.upTo), finished: false });
    }
    yield pieces;
  }
  yield run.slice(at).map(end);
}

/** What is passed over is copied by another run, if at all. */
function markedOf(run: readonly PartWork[], copied: CopiedMarks | null): Marked | undefined {
  if (copied === null) return undefined;
  const own = new Set(run.map(channelOf));
  return (marks) => copied.add(marks.filter(({ channelId }) => own.has(channelId)));
}

function channelOf(work: PartWork | undefined): number {
  if (work === undefined) throw new Error('a run has no such part');
  return work.part.room.channelId;
}

function end(work: PartWork | undefined): LotPage {
  if (work === undefined) throw new Error('a run has no such part');
  return { work, messages: [], finished: true };
}

function upTo(messages: readonly LegacyMessage[], last: bigint): readonly LegacyMessage[] {
  const highest = messages.at(-1)?.[0];
  return highest === undefined || highest <= last ? messages : messages.filter(([chatId]) => chatId <= last);
}
