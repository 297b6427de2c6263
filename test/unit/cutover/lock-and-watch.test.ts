import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from '#src/cutover/cutover-lock.ts';
import { type StartReading, watchStart } from '#src/cutover/watch-start.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a cut-over', () => {
  it('keeps a second one out until the first has ended', () => {
    const release = takeLock(folder);
    expect(() => takeLock(folder)).toThrow('another cut-over');
    release();
    takeLock(folder)();
  });

  it.each([
    ['whose process is gone', { pid: 2 ** 22 - 1, host: hostname(), started: '1' }],
    ['whose process number belongs to another process now', { pid: process.pid, host: hostname(), started: '1' }],
  ])('is taken over from a holder %s', (_what, holder) => {
    writeFileSync(join(folder, 'lock.json'), JSON.stringify(holder));
    takeLock(folder)();
  });

  it('is left to a holder on another machine, which cannot be looked at', () => {
    writeFileSync(join(folder, 'lock.json'), JSON.stringify({ pid: 1, host: 'elsewhere', started: null }));
    expect(() => takeLock(folder)).toThrow('on elsewhere');
  });
});

describe('the watch over the start', () => {
  const reading = (lastPing: string | null, queued: number): StartReading => ({
    servers: [{ address: 'chat1', lastPing }],
    queued,
    retried: 0,
  });

  function watch(readings: StartReading[]) {
    let now = 0;
    const pause = async (milliseconds: number): Promise<void> => {
      now += milliseconds;
    };
    const last = readings.at(-1) ?? reading(null, 0);
    const read = async () => readings.shift() ?? last;
    return { read, tell: () => {}, pause, now: () => now, stop: new AbortController().signal };
  }

  it('ends when a server has pinged and no principal waits any more', async () => {
    const verdict = await watchStart(watch([reading('a', 5), reading('a', 5), reading('b', 2), reading('c', 0)]), 600);
    expect(verdict).toEqual({ started: true, reading: reading('c', 0) });
  });

  it('does not take an old ping for a start, and ends at its bound', async () => {
    const verdict = await watchStart(watch([reading('a', 0)]), 60);
    expect(verdict.started).toBe(false);
  });
});
