import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchLanes } from '#src/load/batch-lanes.ts';
import { StreamSlots } from '#src/load/pace/stream-slots.ts';
import {
  advanced,
  formatTablePosition,
  parseTablePosition,
  TABLE_START,
  type TakenRows,
  takenOf,
} from '#src/load/table-position.ts';

/** Batches that follow each other, in any order. */
const shuffledBatches = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }).chain((sizes) => {
  let to = 0;
  const batches = sizes.map((size): TakenRows => {
    to += size;
    return { from: to - size, to, lastKey: `k${to}` };
  });
  return fc.shuffledSubarray(batches, { minLength: batches.length });
});

describe('the position of a table', () => {
  it('names exactly the rows that are there, in whatever order their batches came, and survives being written down', () => {
    fc.assert(
      fc.property(shuffledBatches, fc.constantFrom('planned', 'source'), (batches, what) => {
        let position = TABLE_START;
        const there = new Set<number>();
        for (const batch of batches) {
          position = parseTablePosition(formatTablePosition(advanced(position, what, batch)));
          for (let row = batch.from; row < batch.to; row += 1) there.add(row);
          const runs = takenOf(position, what);
          expect(
            new Set(runs.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at))),
          ).toEqual(there);
          for (const [at, run] of runs.entries()) {
            if (at > 0) expect(run.from).toBeGreaterThan(runs[at - 1]?.to ?? 0);
            if (what === 'source') expect(run.lastKey).toBe(`k${run.to}`);
          }
        }
        expect(position.beyond).toEqual([]);
        expect(position[what]).toBe(Math.max(...batches.map(({ to }) => to)));
      }),
    );
  });
});

describe('lanes', () => {
  it('have as many batches on their way as they may, and let one at a time hold the turn', async () => {
    let open = 0;
    let most = 0;
    let holders = 0;
    const loaded: number[] = [];
    const lanes = new BatchLanes(new StreamSlots(3), 2, () => {});
    await lanes.each([1, 2, 3, 4, 5, 6], async (batch, turn) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      await turn.take();
      holders += 1;
      expect(holders).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
      loaded.push(batch);
      open -= 1;
      turn.release();
      turn.release();
    });
    expect({ most, loaded: loaded.toSorted() }).toEqual({ most: 2, loaded: [1, 2, 3, 4, 5, 6] });
  });

  it('share their slots, and give all of them back when a batch fails', async () => {
    const slots = new StreamSlots(2);
    const begun: number[] = [];
    const failing = new BatchLanes(slots, 2, () => {}).each([1, 2, 3, 4], async (batch) => {
      begun.push(batch);
      await new Promise((resolve) => setImmediate(resolve));
      if (batch === 1) throw new Error('the first');
    });
    await expect(failing).rejects.toThrow('the first');
    expect(begun).not.toContain(4);
    const lanes = new BatchLanes(slots, 2, () => {});
    let done = 0;
    await lanes.each([1, 2, 3], async () => {
      done += 1;
    });
    expect(done).toBe(3);
    const stopped = new BatchLanes(slots, 1, () => {
      throw new Error('stopped');
    });
    await expect(stopped.each([1], async () => {})).rejects.toThrow('stopped');
    await slots.take();
    await slots.take();
  });
});
