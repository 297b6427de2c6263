import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UnitRecord } from '#src/journal/journal-tables.ts';
import { newUnit } from '#src/journal/units.ts';
import { type PartWork, type SetBack, workOf } from '#src/load/lots.ts';
import { MessageBatch } from '#src/load/message-batch.ts';
import { isPart, partsOf, type RoomPart, roomUnitId } from '#src/load/room-parts.ts';
import { MARK_RANGE_IDS, markRangeEnd } from '#src/model/marks-port.ts';
import type { LegacyMessage } from '#src/model/messages.ts';
import type { RoomPlan } from '#src/model/plan.ts';

const NONE: ReadonlyMap<string, UnitRecord> = new Map();

function roomOf(firstChatId: bigint, lastChatId: bigint, channelId = 17): RoomPlan {
  return {
    channelId,
    newChannelId: channelId,
    left: null,
    name: '',
    bounds: { channelId, firstChatId, lastChatId },
  };
}

function unitsFor(parts: readonly RoomPart[]): Map<string, UnitRecord> {
  return new Map(parts.map(({ unitId }) => [unitId, newUnit('m', unitId, 'messages', 1, null)]));
}

const bigint = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n });
const rooms = fc
  .tuple(bigint, fc.oneof(fc.bigInt({ min: 0n, max: 5_000n }), fc.bigInt({ min: 0n, max: 2n ** 61n })))
  .map(([first, span]) => roomOf(first, first + span));
const batches = fc.integer({ min: 1, max: 1_000 });

describe('the parts of a room', () => {
  it('hold every chatId once, in order, of about one size; few rooms are cut, and none into crumbs', () => {
    fc.assert(
      fc.property(rooms, batches, (room, rows) => {
        const parts = partsOf([room], NONE, { rows, bytes: 1 });
        const cut = parts.filter(isPart);
        expect(parts[0]?.after).toBeNull();
        expect(parts.at(-1)).toMatchObject({ unitId: roomUnitId(room), upTo: null });
        for (const [index, part] of parts.slice(1).entries()) expect(part.after).toBe(parts[index]?.upTo);
        expect(cut.length).not.toBe(1);
        expect(cut.length).toBeLessThanOrEqual(256);
        const ids = (room.bounds?.lastChatId ?? 0n) - (room.bounds?.firstChatId ?? 0n) + 1n;
        if (cut.length === 0) expect(ids).toBeLessThan(BigInt(rows * 8));
        const sizes = cut.map(({ first, upTo }) => (upTo ?? 0n) - (first ?? 0n) + 1n);
        if (cut.length > 0) {
          expect(cut.at(-1)?.upTo).toBe(room.bounds?.lastChatId);
          const isAligned = ids / BigInt(cut.length) >= 2n * MARK_RANGE_IDS;
          const sorted = sizes.toSorted((a, b) => Number(a - b));
          expect(sorted[0]).toBeGreaterThanOrEqual(BigInt(rows * (isAligned ? 2 : 4)));
          const spread = (sorted.at(-1) ?? 0n) - (sorted[0] ?? 0n);
          expect(spread).toBeLessThanOrEqual(isAligned ? 2n * MARK_RANGE_IDS : 1n);
          // Each range of marks lies in one part.
          if (isAligned) for (const { upTo } of cut.slice(0, -1)) expect(upTo).toBe(markRangeEnd(upTo ?? 0n));
        }
        const estimate = parts.reduce((sum, part) => sum + (workOf(part, null)?.estimate ?? 0), 0);
        expect(estimate / Number(ids)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('are those of the first cut, whatever has become of the room and of the batches', () => {
    fc.assert(
      fc.property(rooms, batches, batches, fc.bigInt({ min: -10n, max: 10_000n }), (room, rows, later, growth) => {
        const parts = partsOf([room], NONE, { rows, bytes: 1 });
        const units = unitsFor(parts.some(isPart) ? parts.filter(isPart) : parts);
        const { firstChatId, lastChatId } = room.bounds ?? { firstChatId: 0n, lastChatId: 0n };
        const grown = roomOf(firstChatId, lastChatId + growth < firstChatId ? firstChatId : lastChatId + growth);
        const again = partsOf([grown], units, { rows: later, bytes: 1 });
        expect(again.map(({ unitId, after, upTo }) => ({ unitId, after, upTo }))).toEqual(
          parts.map(({ unitId, after, upTo }) => ({ unitId, after, upTo })),
        );
        const tail = again.at(-1);
        const known = parts.some(isPart) ? null : { read: lastChatId, written: lastChatId };
        const left = tail === undefined ? null : workOf(tail, known);
        expect(left?.estimate ?? 0).toBe(Number(growth > 0n ? growth : 0n));
      }),
    );
  });

  it('are one where the room is left behind, has no message, or was begun whole', () => {
    const limits = { rows: 10, bytes: 1 };
    const left = { ...roomOf(1n, 10_000n), left: { why: 'skip', rule: 'r' } as const };
    expect(partsOf([left], NONE, limits)).toHaveLength(1);
    expect(partsOf([{ ...roomOf(1n, 2n), bounds: null }], NONE, limits)).toHaveLength(1);
    const whole = roomOf(1n, 10_000n);
    const begun = unitsFor([{ unitId: roomUnitId(whole) } as RoomPart]);
    expect(partsOf([whole], begun, limits)).toHaveLength(1);
    expect(partsOf([whole], NONE, limits)).toHaveLength(251);
    // The name of one room may begin like that of another.
    const cut = unitsFor(partsOf([roomOf(1n, 200n, 1)], NONE, limits));
    expect(partsOf([roomOf(1n, 60n, 17)], cut, limits)).toHaveLength(1);
  });
});

describe('a batch of a part that is counted again', () => {
  const [part] = partsOf([roomOf(1n, 100n)], NONE, { rows: 1_000, bytes: 1 });
  const workWith = (setBack: SetBack): PartWork => {
    const work = part === undefined ? null : workOf(part, null, setBack);
    if (work === null) throw new Error('there is work');
    return work;
  };
  const page = (from: number, to: number): LegacyMessage[] =>
    Array.from({ length: to - from + 1 }, (_, index) => [BigInt(from + index), 1n, 1, false, 'x']);
  const added = (batch: MessageBatch, work: PartWork, from: number, to: number) => {
    const read = page(from, to);
    // Every tenth message is rejected.
    const rejects = read
      .filter(([chatId]) => chatId % 10n === 0n)
      .map(([chatId]) => ({ kind: 'messages', table: 'tblChat', key: `17/${chatId}`, reason: '', row: {} }) as const);
    const messages = read
      .filter(([chatId]) => chatId % 10n !== 0n)
      .map(
        ([chatId]) => [17, chatId, 1n, 1, false, 'x', null] as [number, bigint, bigint, number, boolean, string, null],
      );
    batch.add(work, read, { messages, rejects, skipped: {}, orphanAuthors: [] }, 1);
  };
  const empty = () => {
    const written: bigint[] = [];
    const pack = {
      add: (messages: readonly (readonly unknown[])[]) => written.push(...messages.map((one) => one[1] as bigint)),
    };
    return { written, batch: new MessageBatch(pack as unknown as ConstructorParameters<typeof MessageBatch>[0]) };
  };
  const LIMITS = { rows: 5, bytes: 1_000 };

  it('is not cut before it has passed what the target holds, and writes nothing twice', () => {
    const { batch, written } = empty();
    const work = workWith({ there: 35n, rejectedTo: 45n });
    added(batch, work, 1, 20);
    expect(batch.exceeds(100, 1, LIMITS)).toBe(false);
    added(batch, work, 21, 30);
    expect(batch.exceeds(100, 1, LIMITS)).toBe(false);
    added(batch, work, 31, 50);
    expect(batch.exceeds(1, 1, LIMITS)).toBe(true);

    expect(written).toEqual([36n, 37n, 38n, 39n, 41n, 42n, 43n, 44n, 45n, 46n, 47n, 48n, 49n]);
    expect(batch.rejects.map(({ key }) => key)).toEqual(['17/50']);
    expect(batch.share(work.part)).toMatchObject({
      read: 50,
      written: 45,
      rejected: 5,
      lastRead: 50n,
      lastWritten: 49n,
    });
  });

  it('stands at what the target holds where the source has lost the last of it', () => {
    const { batch } = empty();
    const work = workWith({ there: 60n, rejectedTo: null });
    added(batch, work, 1, 20);
    batch.finish(work);
    expect(batch.share(work.part)).toMatchObject({ finished: true, lastRead: 100n, lastWritten: 60n });
    expect(batch.exceeds(100, 1, LIMITS)).toBe(false);
  });
});
