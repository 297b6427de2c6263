/** Runs that are told to stop, that may not begin, or that only look. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { LockHeld, SettingsChanged, SourceChanged, WorkDirNotWritable } from '#src/journal/errors.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { thisProcess } from '#src/journal/process-facts.ts';
import { readStatus, type StatusView } from '#src/journal/status.ts';
import { copyOf, fileOf } from '#test/support/copied-world.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { strikeAt } from '#test/support/interrupting.ts';
import { foresee, migrate } from '#test/support/migrate.ts';
import { change, createWorld } from '#test/support/small-world.ts';

const never = { now: () => Date.now(), sleep: () => Promise.reject(new Error('it should not have waited')) };

async function holdLock(
  databases: TestDatabases,
  holder: { owner: string; host: string; pid: number; processStart: string; heartbeatAt: bigint },
): Promise<void> {
  const [journal, reader] = [await databases.openJournal(), await databases.openTargetReader()];
  const migrationId = migrationIdOf(await reader.port.identity());
  await journal.port.prepare();
  await journal.port.transaction((transaction) => transaction.insert('lock', [{ migrationId, ...holder }]));
  await journal.close();
  await reader.close();
}

forEachEngine('a run that is told to stop', (engine) => {
  it('stops between two batches, says so, and the same command ends what it began', async () => {
    const [databases, undisturbed] = [await engine.fresh('stopped'), await engine.fresh('undisturbed')];
    try {
      for (const each of [databases, undisturbed]) await createWorld(each);
      const whole = await migrate(undisturbed);
      const stop = new AbortController();
      let batches = 0;
      const stopped = await migrate(databases, {
        stop: stop.signal,
        interrupts: (point) => {
          if (point === 'batch:committed' && ++batches === 30) stop.abort();
        },
      });
      const atStop = (await dumpTarget(databases)).tblChat?.length ?? 0;
      const resumed = await migrate(databases);

      expect(stopped.exit).toBe('interrupted');
      expect(atStop).toBeLessThan(whole.counts.messages.written);
      // Counters follow the messages: a run that stopped before them has written none, and must not say so.
      expect(stopped.counts.chatCounters.written).toBe(0);
      expect(stopped.counts.principals).toEqual(whole.counts.principals);
      expect(resumed.exit).toBe('rejects');
      expect(resumed.counts).toEqual(whole.counts);
      expect(await dumpTarget(databases)).toEqual(await dumpTarget(undisturbed));
    } finally {
      await databases.dispose();
      await undisturbed.dispose();
    }
  }, 180_000);
});

describe('a lock', () => {
  let databases: TestDatabases;
  beforeEach(async () => {
    databases = await SQLITE.fresh('lock');
    await createWorld(databases);
  });
  afterEach(async () => databases.dispose());

  it('of a living process of this host is respected at once, and names host and process', async () => {
    await holdLock(databases, { owner: 'other', ...thisProcess(), heartbeatAt: BigInt(Date.now()) });

    const refused = migrate(databases, { clock: never });

    await expect(refused).rejects.toThrow(LockHeld);
    await expect(refused).rejects.toMatchObject({ exitCode: 9 });
    await expect(refused).rejects.toThrow(`process ${process.pid} on ${hostname()}`);
  });

  it('of a process of this host that is gone is taken over at once', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const gone = { ...thisProcess(), pid: child.pid ?? 0 };
    await holdLock(databases, { owner: 'dead', ...gone, heartbeatAt: BigInt(Date.now()) });

    expect((await migrate(databases, { clock: never })).exit).toBe('rejects');
  });

  it('whose process number has gone to another process is taken over at once', async () => {
    const facts = thisProcess();
    const processStart = facts.processStart.replace(/^\d+/, '1');
    await holdLock(databases, { owner: 'dead', ...facts, processStart, heartbeatAt: BigInt(Date.now()) });

    expect((await migrate(databases, { clock: never })).exit).toBe('rejects');
  });

  it('of another host without a sign of life is taken over within fifteen seconds, not earlier than after three missed beats', async () => {
    await holdLock(databases, { owner: 'far', host: 'elsewhere', pid: 1, processStart: '', heartbeatAt: 1n });
    let time = 1_000_000;
    const clock = {
      now: () => time,
      sleep: async (ms: number) => {
        time += ms;
      },
    };

    await migrate(databases, { clock });

    expect(time - 1_000_000).toBeGreaterThanOrEqual(9_000);
    expect(time - 1_000_000).toBeLessThanOrEqual(15_000);
  });

  it('of another host whose heart beats is respected', async () => {
    await holdLock(databases, { owner: 'far', host: 'elsewhere', pid: 1, processStart: '', heartbeatAt: 1n });
    let time = 0;
    const clock = {
      now: () => time,
      sleep: async (ms: number) => {
        time += ms;
        if (time < 2_000) return;
        const file = `${databases.dir}/${databases.journalDatabase}.sqlite`;
        const database = new DatabaseSync(file);
        database.exec('UPDATE lock SET heartbeatAt = 2');
        database.close();
      },
    };

    await expect(migrate(databases, { clock })).rejects.toThrow(LockHeld);
  });

  it('is let go of at the end, after a failure too', async () => {
    await expect(migrate(databases, { interrupts: strikeAt('phase:started', 2).interrupts })).rejects.toThrow('struck');

    expect((await migrate(databases, { clock: never })).exit).toBe('rejects');
  });
});

describe('a run whose ground has changed', () => {
  let databases: TestDatabases;
  beforeEach(async () => {
    databases = await SQLITE.fresh('refused');
    await createWorld(databases);
  });
  afterEach(async () => databases.dispose());

  it('is refused with the name of each key that differs, once rows have been written', async () => {
    await expect(migrate(databases, { interrupts: strikeAt('batch:committed', 1).interrupts })).rejects.toThrow(
      'struck',
    );

    const refused = migrate(databases, { policies: { topic: 'drop', creators: 'none' } });

    await expect(refused).rejects.toThrow(SettingsChanged);
    await expect(refused).rejects.toMatchObject({ keys: ['policies.creators', 'policies.topic'], exitCode: 3 });
  });

  it('starts over with its new settings while nothing has been written', async () => {
    await expect(migrate(databases, { interrupts: strikeAt('plan:recorded', 1).interrupts })).rejects.toThrow('struck');

    const result = await migrate(databases, { policies: { topic: 'drop' } });

    expect(result).toMatchObject({ resumed: false, exit: 'rejects' });
  });

  it('is refused when the target was begun from another source', async () => {
    await migrate(databases);
    await change(databases, 'source', `UPDATE tblVersion SET poolId = '99999999-9999-9999-9999-999999999999'`);

    await expect(migrate(databases)).rejects.toThrow(SourceChanged);
  });
});

describe('a dry run', () => {
  it('in the middle of a real run tells the whole and leaves every file as it was', async () => {
    const databases = await SQLITE.fresh('dry');
    await createWorld(databases);
    const undisturbed = await copyOf(databases, 'undisturbed');
    const whole = await migrate(undisturbed);
    await expect(migrate(databases, { interrupts: strikeAt('batch:committed', 30).interrupts })).rejects.toThrow(
      'struck',
    );
    const files = [
      fileOf(databases.sourceAddress),
      fileOf(databases.targetAddress),
      `${databases.dir}/${databases.journalDatabase}.sqlite`,
      `${databases.dir}/work/audit.jsonl`,
    ];
    const before = files.map((file) => readFileSync(file));

    const foreseen = await foresee(databases);

    expect(files.map((file) => readFileSync(file))).toEqual(before);
    expect(foreseen.counts).toEqual(whole.counts);
    expect(foreseen.resumed).toBe(true);
    expect(foreseen.messagesLeft).toBeGreaterThan(0);
    for (const each of [databases, undisturbed]) await each.dispose();
  });

  it('before the first run needs no journal and makes none', async () => {
    const databases = await SQLITE.fresh('dry-first');
    await createWorld(databases);

    const foreseen = await foresee(databases);

    expect(foreseen).toMatchObject({ resumed: false, exit: 'rejects' });
    expect(() => readFileSync(`${databases.dir}/${databases.journalDatabase}.sqlite`)).toThrow('ENOENT');
    await databases.dispose();
  });
});

describe('a work directory', () => {
  it('that cannot be written is a clear error, loses nothing, and the next run writes what is missing', async () => {
    const databases = await SQLITE.fresh('workdir');
    await createWorld(databases);
    const blocked = `${databases.dir}/blocked`;
    writeFileSync(blocked, 'a file stands where the directory should be');

    await expect(migrate(databases, { workDir: blocked })).rejects.toThrow(WorkDirNotWritable);
    const result = await migrate(databases);

    expect(
      readFileSync(result.rejectFile ?? '', 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(result.counts.messages.rejected);
    await databases.dispose();
  });

  it.skipIf(process.platform !== 'linux')(
    'that is full when the rejects are written keeps them in the journal',
    async () => {
      const databases = await SQLITE.fresh('full');
      await createWorld(databases);
      // Whoever writes to /dev/full is told that the disk is full.
      mkdirSync(`${databases.dir}/work`, { recursive: true });
      symlinkSync('/dev/full', `${databases.dir}/work/rejects.jsonl.${process.pid}.tmp`);

      const full = migrate(databases);

      await expect(full).rejects.toThrow(WorkDirNotWritable);
      await expect(full).rejects.toThrow('ENOSPC');
      const again = await migrate(databases);
      expect(again.exit).toBe('rejects');
      expect(
        readFileSync(again.rejectFile ?? '', 'utf8')
          .trim()
          .split('\n'),
      ).toHaveLength(again.counts.messages.rejected);
      await databases.dispose();
    },
  );
});

describe('the status of a migration', () => {
  it('is told from the journal alone, before, during and after', async () => {
    const databases = await SQLITE.fresh('status');
    await createWorld(databases);
    const reader = await databases.openTargetReader();
    const identity = await reader.port.identity();
    await reader.close();
    const look = async () => {
      const journal = await databases.openJournalReader();
      try {
        return await readStatus(journal.port, identity, Date.now());
      } finally {
        await journal.close();
      }
    };

    expect(await look()).toMatchObject({ phase: 'none', verification: 'unverified', etaSeconds: null });
    await expect(migrate(databases, { interrupts: strikeAt('batch:committed', 35).interrupts })).rejects.toThrow(
      'struck',
    );
    const halfWay = await look();
    expect(halfWay).toMatchObject({ phase: 'messages', runningOn: null, etaSeconds: null });
    expect(halfWay.rows.done).toBeLessThan(halfWay.rows.total);
    const { counts } = await migrate(databases);
    const end = await look();
    expect(end.phase).toBe('loaded');
    expect(end.units.done).toBe(end.units.total);
    expect(end.rows.done).toBe(end.rows.total);
    expect(end.rejected).toBe(counts.messages.rejected);
    await databases.dispose();
  });

  it('names no remainder while there are tables left whose rows nobody has counted', async () => {
    const databases = await SQLITE.fresh('remainder');
    await createWorld(databases);
    const [reader, journal] = [await databases.openTargetReader(), await databases.openJournalReader()];
    const identity = await reader.port.identity();
    const looks: StatusView[] = [];
    const anHourLater = () => readStatus(journal.port, identity, Date.now() + 3_600_000);
    await migrate(databases, {
      interrupts: async (point) => {
        if (point === 'batch:committed') looks.push(await anHourLater());
      },
    });
    const remainders = (phase: string) => looks.filter((look) => look.phase === phase).map((look) => look.etaSeconds);
    expect(remainders('structure').length).toBeGreaterThan(3);
    expect(new Set(remainders('structure'))).toEqual(new Set([null]));
    expect(remainders('messages').at(-1)).toBeGreaterThanOrEqual(0);
    for (const each of [reader, journal]) await each.close();
    await databases.dispose();
  });
});
