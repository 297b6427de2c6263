/** A load that is held up, slowed down, or given other streams while it runs: it says so, and ends like any other. */
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { openLoadProbe } from '#src/engines/open-load-probe.ts';
import { readStatus, type StatusView } from '#src/journal/status.ts';
import { UNPACED } from '#src/load/pace/pace.ts';
import type { ProgressEvent } from '#src/model/progress.ts';
import { copyOf } from '#test/support/copied-world.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { migrate } from '#test/support/migrate.ts';
import { change, createWorld } from '#test/support/small-world.ts';

async function statusOf(databases: TestDatabases): Promise<StatusView> {
  const [journal, reader] = [await databases.openJournalReader(), await databases.openTargetReader()];
  try {
    return await readStatus(journal.port, await reader.port.identity(), Date.now());
  } finally {
    await journal.close();
    await reader.close();
  }
}

describe('a load that is held up', () => {
  let databases: TestDatabases;
  let undisturbed: TestDatabases;
  let pauseFile: string;
  beforeEach(async () => {
    databases = await SQLITE.fresh('pace');
    await createWorld(databases);
    undisturbed = await copyOf(databases, 'pace-undisturbed');
    pauseFile = `${databases.dir}/pause`;
  });
  afterEach(async () => {
    for (const each of [databases, undisturbed]) await each.dispose();
  });

  /** Puts the pause file there in the middle of the messages, and calls back once the load says that it waits. */
  function pausing(waits: () => void | Promise<void>) {
    let batches = 0;
    return {
      pacing: { ...UNPACED, pauseFile },
      interrupts: (point: string) => {
        if (point === 'batch:committed' && ++batches === 30) writeFileSync(pauseFile, '');
      },
      progress: (event: ProgressEvent) => {
        if (event.event === 'wait:changed' && event.reason !== null) void waits();
      },
    };
  }

  it('by the pause file says so to whoever asks for the status, and goes on when the file is gone', async () => {
    let seen: StatusView | null = null;
    let looking: Promise<void> = Promise.resolve();

    const result = await migrate(
      databases,
      pausing(() => {
        looking = (async () => {
          // The reason is written down right after it was told.
          while (seen?.waiting == null) seen = await statusOf(databases);
          rmSync(pauseFile);
        })();
      }),
    );

    await looking;
    expect(seen).toMatchObject({ waiting: 'the pause file pause exists (load.pauseFile)', phase: 'messages' });
    expect((await statusOf(databases)).waiting).toBeNull();
    expect(result.counts).toEqual((await migrate(undisturbed)).counts);
    expect(await dumpTarget(databases)).toEqual(await dumpTarget(undisturbed));
  });

  it('by the pause file stops at once when it is told to, and can be gone on with', async () => {
    const stop = new AbortController();
    const stopped = await migrate(databases, { ...pausing(() => stop.abort()), stop: stop.signal });
    rmSync(pauseFile);

    expect(stopped.exit).toBe('interrupted');
    await migrate(undisturbed);
    await migrate(databases);
    expect(await dumpTarget(databases)).toEqual(await dumpTarget(undisturbed));
  });

  it('by a limit of rows a second takes as long as it says, tables included', async () => {
    let now = 1_000_000;
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    };
    const result = await migrate(databases, { pacing: { ...UNPACED, maxRowsPerSecond: 20 }, clock });

    const seconds = (now - 1_000_000) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(result.rowsMoved / 20 - 1);
    expect(seconds).toBeLessThanOrEqual(result.rowsMoved / 20 + 5);
    expect(result.rowsMoved).toBeGreaterThan(result.counts.messages.read + 40);
  });

  it('works with one stream or several as control.yaml says, while it runs', async () => {
    const controlFile = `${databases.dir}/control.yaml`;
    let now = 1_000_000;
    const control = (streams: number) => {
      writeFileSync(controlFile, `concurrency: ${streams}\n`);
      utimesSync(controlFile, streams, streams);
    };
    control(1);
    const begun = new Set<string>();
    let atOnce = 0;
    const most: number[] = [];
    await migrate(databases, {
      concurrency: 4,
      pacing: { ...UNPACED, controlFile },
      clock: {
        now: () => {
          now += 500;
          return now;
        },
        sleep: async (ms) => {
          now += ms;
        },
      },
      interrupts: (point, subject) => {
        if (!subject.startsWith('room')) return;
        if (point === 'batch:before-write') begun.add(subject);
        if (point === 'unit:finished') begun.delete(subject);
        if (begun.size > atOnce) atOnce = begun.size;
        if (point !== 'batch:committed') return;
        if (most.length === 0 && subject.endsWith('/97..144')) {
          most.push(atOnce);
          control(5);
        }
      },
    });

    expect(most).toEqual([1]);
    expect(atOnce).toBeGreaterThan(1);
    await migrate(undisturbed);
    expect(await dumpTarget(databases)).toEqual(await dumpTarget(undisturbed));
  });
});

forEachEngine('a probe of the source', (engine) => {
  it('asks the source in the operator’s words, and cannot change it', async () => {
    const databases = await engine.fresh('probe');
    try {
      await createWorld(databases);
      const { port, close } = await openLoadProbe(databases.sourceAddress);
      expect(Number(await port.ask('SELECT COUNT(*) FROM tblNode WHERE nodeID > 100'))).toBeGreaterThan(5);
      expect(await port.ask('SELECT nodeID FROM tblNode WHERE nodeID = -5')).toBeNull();
      await expect(port.ask('DELETE FROM tblNode')).rejects.toThrow('single SELECT statements only');
      await close();
    } finally {
      await databases.dispose();
    }
  }, 120_000);

  it('holds a load up while the source is busy', async () => {
    const databases = await engine.fresh('probe-load');
    try {
      await createWorld(databases);
      const { port, close } = await openLoadProbe(databases.sourceAddress);
      let now = 1_000_000;
      let relieved: Promise<void> | null = null;
      const reasons: (string | null)[] = [];
      const result = await migrate(databases, {
        pacing: { ...UNPACED, probe: { port, query: 'SELECT COUNT(*) FROM tblVersion', above: 1 } },
        clock: {
          now: () => {
            now += 250;
            return now;
          },
          sleep: async (ms) => {
            now += ms;
            // One more row of this table makes the source busy, and nobody plans for it.
            if (reasons.length === 1) await relieved;
          },
        },
        progress: (event) => {
          if (event.event === 'wait:changed') reasons.push(event.reason);
          if (event.event === 'wait:changed' && event.reason !== null) {
            relieved = change(databases, 'source', 'DELETE FROM tblVersion WHERE versionId = 99');
          }
        },
        interrupts: async (point, subject) => {
          if (point === 'phase:started' && subject === 'messages') {
            await change(
              databases,
              'source',
              `INSERT INTO tblVersion (versionId, versionedOn, description, poolId) SELECT 99, versionedOn, description, poolId FROM tblVersion`,
            );
          }
        },
      });
      expect(reasons).toEqual(['the probe of the source says 2, more than 1 (load.probe)', null]);
      expect(result.exit).toBe('rejects');
      await close();
    } finally {
      await databases.dispose();
    }
  }, 180_000);
});
