import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectionLost } from '#src/engines/errors/connection-errors.ts';
import type { SourcePort } from '#src/extract/source-port.ts';
import { lotPages } from '#src/load/lot-pages.ts';
import { lotRuns } from '#src/load/lot-runs.ts';
import type { PartWork } from '#src/load/lots.ts';
import { roomUnitId } from '#src/load/room-parts.ts';
import type { ChannelPage, LegacyMessage } from '#src/model/messages.ts';
import type { RoomPlan } from '#src/model/plan.ts';

const LIMITS = { rows: 7, bytes: 1 << 20 };

/** Channel → chatIds of the source; `wanted` = in the lot; `late` = messages that came after the plan was made. */
interface Channel {
  readonly ids: readonly number[];
  readonly wanted: boolean;
  readonly late: number;
}

const channel: fc.Arbitrary<Channel> = fc.record({
  ids: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }).map((ids) => ids.toSorted((a, b) => a - b)),
  wanted: fc.boolean(),
  late: fc.nat(3),
});

describe('the pages of a lot', () => {
  it('hold every message of every part once and in order, however rooms lie side by side and connections break', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(channel, { maxLength: 25 }),
        fc.array(fc.integer({ min: 1, max: 6 })),
        async (channels, breaks) => {
          const rooms = channels.map(roomOf);
          const lot = rooms.flatMap((room, at) => (channels[at]?.wanted === true ? workOf(room) : []));
          const source = sourceOf(channels, [...breaks]);
          const read = new Map<number, bigint[]>();
          const finished: number[] = [];
          const patience = { sleep: async () => {}, stop: new AbortController().signal };
          for await (const pieces of lotPages(source, lotRuns(rooms)(lot), LIMITS, patience)) {
            for (const { work, messages, finished: end } of pieces) {
              const { channelId } = work.part.room;
              expect(finished).not.toContain(channelId);
              read.set(channelId, [...(read.get(channelId) ?? []), ...messages.map(([id]) => id)]);
              if (end) finished.push(channelId);
            }
          }
          expect(finished).toEqual(lot.map((work) => work.part.room.channelId));
          for (const work of lot) {
            const { channelId } = work.part.room;
            expect(read.get(channelId)).toEqual(channels[channelId]?.ids.map(BigInt));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('come from one statement for rooms side by side, and not over a room with many messages between them', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
    const sizes = [3, 3, 400, 3, 5_000, 3, 3];
    const rooms = sizes.map((size, at) => roomOf({ ids: ids(size), wanted: true, late: 0 }, at));
    const small = rooms.flatMap((room, at) => ((sizes[at] ?? 0) < 100 ? workOf(room) : []));
    const runs = lotRuns(rooms)(small);
    expect(runs.map((run) => run.map((work) => work.part.room.channelId))).toEqual([
      [0, 1, 3],
      [5, 6],
    ]);
  });
});

function roomOf({ ids }: Channel, channelId: number): RoomPlan {
  const [first, last] = [ids[0], ids.at(-1)];
  const bounds =
    first === undefined || last === undefined
      ? null
      : { channelId, firstChatId: BigInt(first), lastChatId: BigInt(last) };
  return { channelId, newChannelId: channelId, left: null, name: '', bounds };
}

function workOf(room: RoomPlan): PartWork[] {
  if (room.bounds === null) return [];
  const part = { unitId: roomUnitId(room), room, after: null, upTo: null, first: room.bounds.firstChatId };
  return [{ part, after: null, upTo: room.bounds.lastChatId, estimate: 1, setBack: null }];
}

/** @param breaks pages handed out until the connection breaks, again and again */
function sourceOf(channels: readonly Channel[], breaks: number[]): SourcePort {
  const messagesOf = (channelId: number): LegacyMessage[] => {
    const { ids = [], late = 0 } = channels[channelId] ?? {};
    const highest = ids.at(-1) ?? 0;
    const all = [...ids, ...Array.from({ length: late }, (_, at) => highest + at + 1)];
    return all.map((id) => [BigInt(id), 1n, 1, false, '']);
  };
  async function* breaking<T>(pages: readonly T[]): AsyncIterable<T> {
    let left = breaks.shift() ?? Number.POSITIVE_INFINITY;
    for (const page of pages) {
      if (left-- === 0) throw new ConnectionLost('the source', null);
      yield page;
    }
  }
  const partial: Pick<SourcePort, 'messages' | 'walk'> = {
    messages: ({ channelId, after, upTo }, limits) => {
      const wanted = messagesOf(channelId).filter(
        ([id]) => (after === null || id > after) && (upTo === null || id <= upTo),
      );
      return breaking(cut(wanted, limits.rows));
    },
    walk: ({ first, last, after }, limits) => {
      const rows = channels.flatMap((_, channelId) => {
        if (channelId < first || channelId > last) return [];
        const rest = messagesOf(channelId).filter(([id]) => channelId !== first || after === null || id > after);
        return rest.map((message) => ({ channelId, message }));
      });
      const pages = cut(rows, limits.rows).map((page) => {
        const byChannel: ChannelPage<LegacyMessage>[] = [];
        for (const { channelId, message } of page) {
          if (byChannel.at(-1)?.channelId !== channelId) byChannel.push({ channelId, messages: [] });
          byChannel.at(-1)?.messages.push(message);
        }
        return byChannel;
      });
      return breaking(pages);
    },
  };
  return partial as SourcePort;
}

function cut<T>(rows: readonly T[], size: number): T[][] {
  const pages: T[][] = [];
  for (let from = 0; from < rows.length; from += size) pages.push(rows.slice(from, from + size));
  return pages;
}
