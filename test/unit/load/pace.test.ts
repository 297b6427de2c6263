import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BatchTuner } from '#src/load/pace/batch-tuner.ts';
import { ControlFile, decodeControl } from '#src/load/pace/control-file.ts';
import { Pace, type Pacing, UNPACED } from '#src/load/pace/pace.ts';
import { ProbeUnusable } from '#src/load/pace/probe.ts';
import { StreamSlots } from '#src/load/pace/stream-slots.ts';
import { TokenBucket } from '#src/load/pace/token-bucket.ts';
import type { ProgressEvent } from '#src/model/progress.ts';

const MOST = { rows: 50_000, bytes: 8 << 20 };

describe('the size of batches', () => {
  /** A server whose batches cost so many milliseconds each and so many microseconds a row. */
  const sizesOn = (fixedMs: number, microsPerRow: number, targetMs: number): number[] => {
    const tuner = new BatchTuner(MOST, targetMs);
    return Array.from({ length: 40 }, () => {
      const { rows } = tuner.limits;
      tuner.took(rows, fixedMs + (rows * microsPerRow) / 1000);
      return tuner.limits.rows;
    });
  };

  it('closes in on the wanted time from one side, and then stays, on servers of any speed', () => {
    const milliseconds = fc.double({ min: 0, max: 400, noNaN: true });
    const micros = fc.double({ min: 1, max: 3_000, noNaN: true });
    fc.assert(
      fc.property(milliseconds, micros, fc.integer({ min: 500, max: 5_000 }), (fixedMs, microsPerRow, targetMs) => {
        const sizes = sizesOn(fixedMs, microsPerRow, targetMs);
        const steps = sizes.slice(1).map((size, index) => Math.sign(size - (sizes[index] ?? 0)));
        expect(new Set(steps.filter((step) => step !== 0)).size).toBeLessThanOrEqual(1);
        const last = sizes.at(-1) ?? 0;
        expect(sizes.slice(-20).every((size) => size === last)).toBe(true);
        const ms = fixedMs + (last * microsPerRow) / 1000;
        const isRight = ms < targetMs * 1.3 && ms > targetMs / 1.3;
        expect(isRight || last === 500 || last === MOST.rows).toBe(true);
      }),
    );
  });

  it('learns nothing from the small last batch of a room, unless even that one took too long', () => {
    const tuner = new BatchTuner(MOST, 1_000);
    tuner.took(10, 1);
    expect(tuner.limits.rows).toBe(10_000);
    tuner.took(10, 9_000);
    expect(tuner.limits.rows).toBe(5_000);
    tuner.took(0, 0);
    expect(tuner.limits.rows).toBe(5_000);
  });

  it('never leaves the bounds that are configured', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.array(fc.integer({ min: 0, max: 60_000 })), (rows, times) => {
        const tuner = new BatchTuner({ rows, bytes: 1 }, 1_000);
        for (const ms of times) {
          tuner.took(tuner.limits.rows, ms);
          expect(tuner.limits.rows).toBeLessThanOrEqual(rows);
          expect(tuner.limits.rows).toBeGreaterThanOrEqual(Math.min(rows, 500));
        }
      }),
    );
  });
});

describe('the limit of rows a second', () => {
  it('holds over time whatever the batches, and saves nothing up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 40 }),
        (rate, batches) => {
          let now = 1_000_000;
          const bucket = new TokenBucket(rate, now - 3_600_000);
          let moved = 0;
          for (const rows of batches) {
            now += bucket.waitMs(now);
            expect(bucket.waitMs(now)).toBe(0);
            bucket.take(rows);
            moved += rows;
          }
          now += bucket.waitMs(now);
          expect((moved * 1000) / rate).toBeLessThanOrEqual(now - 1_000_000 + 1);
        },
      ),
    );
  });

  it('can be changed and lifted while there is a debt', () => {
    const bucket = new TokenBucket(10, 0);
    bucket.take(100);
    expect(bucket.waitMs(0)).toBe(10_000);
    bucket.setRate(100, 0);
    expect(bucket.waitMs(0)).toBe(1_000);
    bucket.setRate(null, 0);
    bucket.take(1_000_000);
    expect(bucket.waitMs(0)).toBe(0);
  });
});

describe('the places of streams', () => {
  it('rest between batches when there are fewer, and those at rest come first when there are more', async () => {
    const slots = new StreamSlots(3);
    const log: string[] = [];
    for (const _ of [1, 2, 3]) await slots.take();
    const fourth = slots.take().then(() => log.push('fourth begins'));
    slots.setLimit(1);
    const rests = [1, 2].map((stream) => slots.betweenBatches().then(() => log.push(`${stream} goes on`)));
    await slots.betweenBatches();
    expect(log).toEqual([]);
    slots.release();
    await rests[0];
    slots.setLimit(2);
    await rests[1];
    slots.setLimit(3);
    await fourth;
    expect(log).toEqual(['1 goes on', '2 goes on', 'fourth begins']);
  });

  it('end every wait once the run is about to end', async () => {
    const slots = new StreamSlots(1);
    await slots.take();
    const waiting = [slots.take(), slots.take()];
    slots.close();
    await Promise.all(waiting);
    await slots.betweenBatches();
  });
});

describe('a control file', () => {
  it('may hold streams and rows a second; anything else is refused by name', () => {
    expect(decodeControl('concurrency: 8\nmaxRowsPerSecond: 5000\n').control).toEqual({
      concurrency: 8,
      maxRowsPerSecond: 5_000,
    });
    expect(decodeControl('{"maxRowsPerSecond": null}').control).toMatchObject({ maxRowsPerSecond: null });
    expect(decodeControl('').control).toEqual({});
    for (const [text, problem] of [
      ['concurrency: 0', 'concurrency'],
      ['concurrency: 33', 'concurrency'],
      ['concurrency: fast', 'concurrency'],
      ['maxRowsPerSecond: -1', 'maxRowsPerSecond'],
      ['speed: 3', 'speed'],
      ['- 1', 'keys'],
      ['a: [', 'YAML'],
    ] as const) {
      expect(decodeControl(text)).toMatchObject({ control: null, problem: expect.stringContaining(problem) });
    }
  });
});

describe('the pace of a load', () => {
  let dir: string;
  let now: number;
  let events: ProgressEvent[];
  let stop: AbortController;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'gc2pc-pace-'));
    now = 1_000_000;
    events = [];
    stop = new AbortController();
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  /** @param asleep what happens while the load sleeps */
  function pace(pacing: Partial<Pacing>, asleep: () => void = () => {}): Pace {
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
        asleep();
      },
    };
    const progress = (event: ProgressEvent) => void events.push(event);
    return new Pace({ pacing: { ...UNPACED, ...pacing }, concurrency: 4, clock, stop: stop.signal, progress });
  }
  const reasons = () => events.flatMap((event) => (event.event === 'wait:changed' ? [event.reason] : []));
  const notes = () => events.flatMap((event) => (event.event === 'note:given' ? [event.text] : []));
  const goOn = () => {};

  it('begins no batch while the pause file exists, says why, and goes on when it is gone', async () => {
    const pauseFile = join(dir, 'pause');
    writeFileSync(pauseFile, '');
    const written: (string | null)[] = [];
    const paced = pace({ pauseFile }, () => {
      if (now > 1_010_000) rmSync(pauseFile, { force: true });
    });
    paced.listen(async (reason) => void written.push(reason));

    await paced.turn(10, goOn);

    expect(now).toBeGreaterThan(1_010_000);
    expect(reasons()).toEqual(['the pause file pause exists (load.pauseFile)', null]);
    expect(written).toEqual(reasons());
  });

  it('waits while the probe of the source is above its threshold, and asks every five seconds', async () => {
    const answers: unknown[] = [80, '51', null, 50];
    const asked: number[] = [];
    const ask = async (query: string) => {
      expect(query).toBe('SELECT load FROM x');
      asked.push(now);
      const answer = answers.shift();
      if (answer === null) throw new Error('gone');
      return answer;
    };
    const paced = pace({ probe: { port: { ask }, query: 'SELECT load FROM x', above: 50 } });

    await Promise.all([paced.turn(1, goOn), paced.turn(1, goOn)]);

    expect(asked.map((at) => at - 1_000_000)).toEqual([0, 5_000, 10_000, 15_000]);
    expect(reasons()).toEqual([
      'the probe of the source says 80, more than 50 (load.probe)',
      'the probe of the source says 51, more than 50 (load.probe)',
      'the probe of the source has no answer (load.probe)',
      null,
    ]);
  });

  it('refuses a probe that has no number for an answer from the start', async () => {
    for (const ask of [async () => 'busy', async () => null, () => Promise.reject(new Error('no such table'))]) {
      await expect(pace({ probe: { port: { ask }, query: 'SELECT 1', above: 1 } }).turn(1, goOn)).rejects.toThrow(
        ProbeUnusable,
      );
    }
  });

  it('keeps to so many rows a second over all streams, in steps of a second at most', async () => {
    const paced = pace({ maxRowsPerSecond: 100 });
    expect(paced.mostRows).toBe(100);

    for (let batch = 0; batch < 21; batch += 1) await paced.turn(50, goOn);

    expect(now - 1_000_000).toBe(10_000);
    expect(paced.reason).toBe('no more than 100 rows a second are allowed (maxRowsPerSecond)');
    now += 20_000;
    await paced.turn(0, goOn);
    expect(paced.reason).toBeNull();
  });

  it('pays for what a batch moved beyond what was foreseen', async () => {
    const paced = pace({ maxRowsPerSecond: 100 });
    await paced.turn(0, goOn);
    paced.correct(500);
    await paced.turn(0, goOn);
    expect(now - 1_000_000).toBe(5_000);
  });

  it('ends a wait at once when told to stop, and when the run fails', async () => {
    const pauseFile = join(dir, 'pause');
    writeFileSync(pauseFile, '');
    const real = new Pace({
      pacing: { ...UNPACED, pauseFile },
      concurrency: 1,
      // A sleep that never ends: only the stop can end the wait.
      clock: { now: () => now, sleep: () => new Promise(() => {}) },
      stop: stop.signal,
      progress: () => {},
    });
    const waiting = real.turn(1, goOn);
    stop.abort();
    await waiting;

    stop = new AbortController();
    let failed = false;
    const paced = pace({ pauseFile }, () => {
      failed = true;
    });
    await expect(
      paced.turn(1, () => {
        if (failed) throw new Error('another stream failed');
      }),
    ).rejects.toThrow('another stream failed');
  });

  it('tells of a wait before another try by the code of what failed, and of nothing once it is over', async () => {
    const paced = pace({});
    const lost = Object.assign(new Error('the text of a row'), { code: 'CONNECTION_LOST' });
    const sleep = async (ms: number) => {
      now += ms;
    };
    await Promise.all([paced.recover(sleep, 250, lost), paced.recover(sleep, 250, new TypeError('x'))]);
    expect(reasons()).toEqual(['trying again after CONNECTION_LOST', 'trying again after TypeError', null]);
    stop.abort();
    await paced.recover(() => new Promise(() => {}), 16_000, lost);
  });

  it('follows the control file within a second, ignores what is wrong in it, and goes back without it', async () => {
    const controlFile = join(dir, 'control.yaml');
    const paced = pace({ controlFile, maxRowsPerSecond: 1_000 });
    const at = async (text: string | null) => {
      if (text === null) rmSync(controlFile);
      else {
        writeFileSync(controlFile, text);
        utimesSync(controlFile, now / 1000, now / 1000);
      }
      now += 1_000;
      await paced.turn(0, goOn);
      return [paced.slots.limit, paced.mostRows];
    };
    await paced.turn(0, goOn);

    expect(await at('concurrency: 9\nmaxRowsPerSecond: 50\n')).toEqual([9, 50]);
    expect(await at('concurrency: 0\n')).toEqual([9, 50]);
    expect(await at('maxRowsPerSecond: null\n')).toEqual([4, Number.POSITIVE_INFINITY]);
    expect(await at(null)).toEqual([4, 1_000]);
    expect(notes()).toEqual([
      'control.yaml: 9 streams, at most 50 rows a second',
      'control.yaml concurrency must be a whole number from 1 to 32; it is ignored',
      'control.yaml: 4 streams, no limit of rows',
      'control.yaml: 4 streams, at most 1,000 rows a second',
    ]);
  });

  it('looks at the control file no more than once a second', async () => {
    const controlFile = join(dir, 'control.yaml');
    const file = new ControlFile(controlFile);
    expect(await file.look(now)).toBeNull();
    writeFileSync(controlFile, 'concurrency: 2');
    expect(await file.look(now + 900)).toBeNull();
    expect(await file.look(now + 1_000)).toMatchObject({ control: { concurrency: 2 } });
    expect(await file.look(now + 2_000)).toBeNull();
  });
});
