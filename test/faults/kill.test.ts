/** SIGKILL at arbitrary instants of a real process; the next process goes on, and the end is that of an undisturbed run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import type { DatabaseAddress } from '#src/config/configuration.ts';
import { besideOf } from '#src/engines/open-beside.ts';
import { readEvents, verifyChain } from '#src/journal/audit.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { ENGINES, type TestDatabases, type TestEngine } from '#test/support/engines.ts';
import { migrate } from '#test/support/migrate.ts';
import type { ChildArguments } from '#test/support/migrate-child.ts';
import { createWorld } from '#test/support/small-world.ts';

const CHILD = new URL('../support/migrate-child.ts', import.meta.url).pathname;

/** Seeded, so that a failing series can be run again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

async function argumentsOf(databases: TestDatabases, inServer: boolean): Promise<string> {
  const { sourceAddress, targetAddress, journalDatabase, dir } = databases;
  const plain = (address: DatabaseAddress) =>
    address.engine === 'sqlite' ? address : { ...address, password: address.password?.reveal() ?? null };
  const given: ChildArguments = { source: plain(sourceAddress), target: plain(targetAddress), journalDatabase, dir };
  if (!inServer) return JSON.stringify(given);
  const answer = await besideOf(sourceAddress, targetAddress);
  if (!answer.possible) throw new Error(answer.reason);
  return JSON.stringify({ ...given, beside: answer.beside });
}

/** @returns true when the process was killed, false when it had finished before */
async function killAfter(databases: TestDatabases, ms: number, inServer: boolean): Promise<boolean> {
  const given = await argumentsOf(databases, inServer);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A password in it has no place in the process list.
    env: { ...process.env, GC2PC_TEST_CHILD: given },
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const lines = createInterface({ input: child.stdout });
  await Promise.race([once(lines, 'line'), ended]);
  await Promise.race([delay(ms), ended]);
  child.kill('SIGKILL');
  const [code, signal] = await ended;
  if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the child failed with exit code ${code}`);
  return signal === 'SIGKILL';
}

/** @param isInServer whether the n-th process copies messages inside the server */
async function series(
  engine: TestEngine,
  kills: number,
  longestMs: number,
  seed: number,
  isInServer: (nth: number) => boolean = () => false,
): Promise<void> {
  const random = randomFrom(seed);
  const undisturbed = await engine.fresh('undisturbed');
  await createWorld(undisturbed);
  const whole = await migrate(undisturbed);
  const expected = await dumpTarget(undisturbed);
  await undisturbed.dispose();
  let killed = 0;
  while (killed < kills) {
    const databases = await engine.fresh('killed');
    try {
      await createWorld(databases);
      while (killed < kills && (await killAfter(databases, random() * longestMs, isInServer(killed)))) killed += 1;
      const last = await migrate(databases);
      expect(last.counts).toEqual(whole.counts);
      expect(await dumpTarget(databases)).toEqual(expected);
      const journal = await databases.openJournalReader();
      const reader = await databases.openTargetReader();
      const events = await readEvents(journal.port, migrationIdOf(await reader.port.identity()));
      expect(() => verifyChain(events)).not.toThrow();
    } finally {
      await databases.dispose();
    }
  }
}

describe('killed at an arbitrary instant', () => {
  it(
    'twenty times on SQLite, a migration ends like an undisturbed one',
    () => series(must('sqlite'), 20, 250, 20_131),
    120_000,
  );

  it(
    'ten times on SQLite, by turns inside the server and over the wire, it ends like one over the wire',
    () => series(must('sqlite'), 10, 250, 42, (nth) => nth % 3 !== 2),
    120_000,
  );

  it.skipIf(ENGINES.length === 1)(
    'twenty times on SQL Server, a migration ends like an undisturbed one',
    () => series(must('sqlserver'), 20, 3_000, 7),
    900_000,
  );
});

function must(name: TestEngine['name']): TestEngine {
  const engine = ENGINES.find((one) => one.name === name);
  if (engine === undefined) throw new Error(name);
  return engine;
}
