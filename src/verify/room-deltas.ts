/**
 * Compares a stretch of one room's messages, what the plan makes of the source against what the target holds, and says
 * what must be written to make them equal. A call ends as soon as it has found a transaction's worth: both readers are
 * closed by then, so that none of them stands in the writer's way, and memory holds a page a side and what differs.
 */
import type { CompareMessages, MessageDelta, SeenRange } from '#src/load/delta-port.ts';
import { markRangeEnd } from '#src/model/marks-port.ts';
import type { CurrentMessage, LegacyMessage } from '#src/model/messages.ts';
import type { MigrationPlan, Reject, RoomPlan } from '#src/model/plan.ts';
import { MessageCursor } from './message-cursor.ts';
import { VERIFY_PAGE } from './room-sides.ts';
import type { VerificationPorts } from './verification-ports.ts';

/** Bounds of one transaction; a page of the source may add its own rows to them. */
const DELTA_MESSAGES = 2_000;
const DELTA_BYTES = 4 << 20;
/** Messages of the target that are held against one page of the source. */
const HELD_MESSAGES = 5_000;
/** Source messages of one call, so that a stop and a checkpoint are never far. */
const CALL_MESSAGES = 100_000;

type OpenDelta = { -readonly [K in keyof MessageDelta]: MessageDelta[K] } & {
  insert: CurrentMessage[];
  update: CurrentMessage[];
  remove: bigint[];
  rejects: Reject[];
  skipped: Record<string, number>;
  authorsBefore: Set<number>;
  ranges: OpenRange[];
};

type OpenRange = { -readonly [K in keyof SeenRange]: SeenRange[K] } & { authors: Set<number> };

/** @returns a comparison that reads only */
export function makeCompareMessages({ source, reader }: VerificationPorts, plan: MigrationPlan): CompareMessages {
  return async ({ room, here, there, range, goOn }) => {
    const delta = nothingFound();
    await using actual = new MessageCursor(
      there === null ? none() : reader.messages({ channelId: there, ...range }, VERIFY_PAGE),
    );
    if (here && room.bounds !== null) {
      for await (const page of source.messages({ channelId: room.channelId, ...range }, VERIFY_PAGE)) {
        goOn();
        const next = await comparePage(delta, plan, room, page, actual);
        if (next !== null) return { ...delta, next };
      }
    }
    // Whatever the target holds beyond the source's last one.
    const next = await compareRest(delta, actual, goOn);
    return { ...delta, next };
  };
}

async function* none(): AsyncIterable<readonly CurrentMessage[]> {}

function nothingFound(): OpenDelta {
  return {
    read: 0,
    written: 0,
    skipped: {},
    rejects: [],
    insert: [],
    update: [],
    remove: [],
    orphanAuthors: [],
    authorsBefore: new Set(),
    ranges: [],
    lastWritten: null,
    next: null,
  };
}

/** @returns where to go on when this was as much as one transaction takes, else null */
async function comparePage(
  delta: OpenDelta,
  plan: MigrationPlan,
  room: RoomPlan,
  page: readonly LegacyMessage[],
  actual: MessageCursor,
): Promise<bigint | null> {
  const end = page.at(-1)?.[0];
  if (end === undefined) return null;
  const there: CurrentMessage[] = [];
  let upTo = end;
  while (await actual.more()) {
    const message = actual.peek();
    if (message === null || message[1] > end) break;
    there.push(message);
    actual.skip();
    if (there.length < HELD_MESSAGES) continue;
    upTo = message[1];
    break;
  }
  const part = upTo === end ? page : page.filter(([chatId]) => chatId <= upTo);
  const translated = plan.translate(room, part);
  delta.read += part.length;
  delta.written += translated.messages.length;
  delta.rejects.push(...translated.rejects);
  for (const [rule, rows] of Object.entries(translated.skipped)) {
    delta.skipped[rule] = (delta.skipped[rule] ?? 0) + rows;
  }
  delta.orphanAuthors = [...new Set([...delta.orphanAuthors, ...translated.orphanAuthors])];
  delta.lastWritten = translated.messages.at(-1)?.[1] ?? delta.lastWritten;
  remember(delta.ranges, part, translated.messages.length === part.length);
  merge(delta, translated.messages, there);
  return upTo !== end || isFull(delta) ? upTo : null;
}

/** Messages come in ascending order, so only the last range is open. */
function remember(ranges: OpenRange[], part: readonly LegacyMessage[], allWritten: boolean): void {
  let range = ranges.at(-1);
  for (const [chatId, , userId] of part) {
    if (range === undefined || chatId > range.upTo) {
      range = { upTo: markRangeEnd(chatId), rows: 0, authors: new Set(), allWritten: true };
      ranges.push(range);
    }
    range.rows += 1;
    range.authors.add(userId);
    if (!allWritten) range.allWritten = false;
  }
}

async function compareRest(delta: OpenDelta, actual: MessageCursor, goOn: () => void): Promise<bigint | null> {
  while (await actual.more()) {
    const message = actual.peek();
    if (message === null) continue;
    actual.skip();
    extra(delta, message);
    if (!isFull(delta)) continue;
    goOn();
    return message[1];
  }
  return null;
}

function merge(delta: OpenDelta, expected: readonly CurrentMessage[], actual: readonly CurrentMessage[]): void {
  let at = 0;
  for (const wanted of expected) {
    for (let found = actual[at]; found !== undefined && found[1] < wanted[1]; found = actual[at]) {
      extra(delta, found);
      at += 1;
    }
    const found = actual[at];
    if (found === undefined || found[1] !== wanted[1]) {
      delta.insert.push(wanted);
      continue;
    }
    at += 1;
    if (isAlike(wanted, found)) continue;
    delta.update.push(wanted);
    delta.authorsBefore.add(found[3]);
  }
  for (const found of actual.slice(at)) extra(delta, found);
}

function extra(delta: OpenDelta, found: CurrentMessage): void {
  delta.remove.push(found[1]);
  delta.authorsBefore.add(found[3]);
}

/** Room and chatId are the same already. */
function isAlike(wanted: CurrentMessage, found: CurrentMessage): boolean {
  return (
    wanted[2] === found[2] &&
    wanted[3] === found[3] &&
    wanted[4] === found[4] &&
    wanted[5] === found[5] &&
    wanted[6] === found[6]
  );
}

function isFull({ read, insert, update, remove, rejects }: OpenDelta): boolean {
  const differing = insert.length + update.length + remove.length + rejects.length;
  return read >= CALL_MESSAGES || differing >= DELTA_MESSAGES || bytesOf(insert) + bytesOf(update) >= DELTA_BYTES;
}

function bytesOf(messages: readonly CurrentMessage[]): number {
  return messages.reduce((sum, message) => sum + message[5].length * 2, 0);
}
