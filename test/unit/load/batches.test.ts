import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lotsOf, type PartWork } from '#src/load/lots.ts';
import { retrying } from '#src/load/retry.ts';
import { roomUnitId } from '#src/load/room-parts.ts';
import { formatRoomPosition, parseRoomPosition } from '#src/load/room-position.ts';
import { rowBatches, rowBytes } from '#src/load/row-batches.ts';

const limits = { rows: 10, bytes: 200 };

describe('batches', () => {
  it('hold every row once, in order, within rows and bytes; a row too large travels alone', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 150 })), (texts) => {
        const rows = texts.map((text, id) => ({ id, text }));
        const batches = [...rowBatches(rows, limits)];
        expect(batches.flat()).toEqual(rows);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(limits.rows);
          const bytes = batch.reduce((sum, row) => sum + rowBytes(row), 0);
          if (batch.length > 1) expect(bytes).toBeLessThanOrEqual(limits.bytes);
        }
      }),
    );
  });

  it('lots hold every room once; only a room that fills a lot by itself is alone beyond the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30)), (estimates) => {
        const work = estimates.map((estimate, channelId): PartWork => {
          const room = { channelId, newChannelId: channelId, left: null, name: '', bounds: null };
          const part = { unitId: roomUnitId(room), room, after: null, upTo: null, first: null };
          return { part, after: null, upTo: BigInt(estimate), estimate, setBack: null };
        });
        const lots = lotsOf(work, limits);
        expect(
          lots
            .flat()
            .map((one) => one.part.room.channelId)
            .toSorted((a, b) => a - b),
        ).toEqual(work.map((_, index) => index));
        for (const lot of lots) {
          const rows = lot.reduce((sum, one) => sum + one.estimate, 0);
          expect(lot.length === 1 || rows <= limits.rows).toBe(true);
        }
      }),
    );
  });

  it('a room position survives being written down', () => {
    const position = fc.record({
      read: fc.bigInt({ min: 0n, max: 9n ** 18n }),
      written: fc.option(fc.bigInt({ min: 0n, max: 9n ** 18n })),
    });
    fc.assert(
      fc.property(position, (one) => {
        expect(parseRoomPosition(formatRoomPosition(one))).toEqual(one);
      }),
    );
  });
});

describe('trying again', () => {
  const waits: number[] = [];
  let tries = 0;
  const failing = (error: Error) => {
    tries += 1;
    return Promise.reject(error);
  };
  const patience = { sleep: async (ms: number) => void waits.push(ms), stop: new AbortController().signal };
  const passing = Object.assign(new Error('deadlock'), { transient: true });

  it('helps against what passes, waiting longer each time, and gives up in the end', async () => {
    waits.length = 0;
    await expect(retrying(patience, async (before) => (before < 2 ? Promise.reject(passing) : 'done'))).resolves.toBe(
      'done',
    );
    expect(waits).toEqual([250, 1_000]);
    tries = 0;
    await expect(retrying(patience, () => failing(passing))).rejects.toThrow('deadlock');
    expect(tries).toBe(5);
  });

  it('is not done for what would fail the same way, nor after a stop', async () => {
    tries = 0;
    await expect(retrying(patience, () => failing(new Error('no right')))).rejects.toThrow('no right');
    const stopped = { ...patience, stop: AbortSignal.abort() };
    await expect(retrying(stopped, () => failing(passing))).rejects.toThrow('deadlock');
    expect(tries).toBe(2);
  });
});
