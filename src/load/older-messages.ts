/**
 * Brings the messages that were loaded earlier to what the source holds of them now: removed, replaced, inserted between
 * old ones, given to another author, or in a room that is left out, or deleted, meanwhile. Only messages that differ are
 * touched. Parts of rooms go in parallel, each of them committed with its books.
 */
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { inParallel } from '#src/model/in-parallel.ts';
import { Stopped } from './errors.ts';
import type { LoadContext } from './load-context.ts';
import { loadedRooms } from './loaded-parts.ts';
import { PartDelta, type PartWork } from './part-delta.ts';
import type { Placeholders } from './placeholders.ts';
import { RejectsOfParts } from './rejects-of-parts.ts';
import { isSettled, isTrusted, stretchesBetween, wholeOf } from './stretches.ts';

/**
 * What a delta has learnt is written down after so many rooms: the authors of all rooms would take as much memory as the
 * plan, and a pass that fails would leave the next one to compare them all again.
 */
export const ROOMS_BEFORE_NOTES = 1_000;

/** @param isSuspect whether what a unit stands for must be compared with the source of now */
export async function catchUpOlderMessages(
  context: LoadContext,
  placeholders: Placeholders,
  isSuspect: (unit: UnitRecord) => boolean,
): Promise<void> {
  const work = await toCompare(context, placeholders, isSuspect);
  if (work.length > 0) await compareAll(context, placeholders, work);
  await context.request.memory?.flush();
}

/** What must be compared of each part; of parts of which nothing must nothing stays in memory. */
async function toCompare(
  context: LoadContext,
  placeholders: Placeholders,
  isSuspect: (unit: UnitRecord) => boolean,
): Promise<PartWork[]> {
  const { memory = null } = context.request;
  const work: PartWork[] = [];
  for (const all of loadedRooms(context)) {
    const ofRoom = all.filter(({ unit }) => isSuspect(unit));
    const [first] = ofRoom;
    if (first === undefined) continue;
    const unchanged = memory?.of(first.part.room) ?? null;
    // The message is as it was, even its author's number may be; that a row stands behind it is another matter.
    if (unchanged !== null && unchanged.orphanAuthors.length > 0) await placeholders.ensure(unchanged.orphanAuthors);
    if (unchanged !== null && isSettled(ofRoom, unchanged)) continue;
    for (const loaded of ofRoom) {
      const known = unchanged !== null && isTrusted(loaded);
      work.push({ loaded, stretches: known ? stretchesBetween(loaded, unchanged) : wholeOf(loaded) });
    }
  }
  return work;
}

async function compareAll(context: LoadContext, placeholders: Placeholders, work: readonly PartWork[]): Promise<void> {
  const rejects = await RejectsOfParts.read(
    context,
    work.map(({ loaded }) => loaded),
  );
  const filled = new Set((await context.request.targetReader.bounds()).map(({ channelId }) => channelId));
  const { memory = null, concurrency } = context.request;
  let failure: unknown = null;
  const catchUp = async (part: PartWork): Promise<void> => {
    try {
      await new PartDelta(context, placeholders, rejects, part, filled).catchUp();
    } catch (error) {
      // What went wrong is told, not that others were stopped for it.
      if (failure === null || failure instanceof Stopped) failure = error;
      context.fail();
      throw error;
    }
  };
  for (const parts of byRooms(work, ROOMS_BEFORE_NOTES)) {
    await inParallel(parts, concurrency, catchUp).catch((error: unknown) => {
      throw failure ?? error;
    });
    // What has been seen of a room is complete: all its parts have come to their end.
    await memory?.flush();
  }
}

/** The parts of so many rooms at a time; those of one room follow each other. */
function* byRooms(work: readonly PartWork[], most: number): Generator<PartWork[]> {
  let parts: PartWork[] = [];
  let rooms = 0;
  for (const part of work) {
    const before = parts.at(-1);
    if (before?.loaded.part.room !== part.loaded.part.room && ++rooms > most) {
      yield parts;
      parts = [];
      rooms = 1;
    }
    parts.push(part);
  }
  if (parts.length > 0) yield parts;
}
