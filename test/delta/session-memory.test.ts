import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MigrationSession } from '#src/load/migration-session.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';

let databases: TestDatabases;
beforeEach(async () => {
  databases = await SQLITE.fresh('session-memory');
});
afterEach(() => databases.dispose());

/** Opens a session as a first pass does: what the callbacks know is the request, with its plan. */
async function opened(): Promise<{ readonly session: MigrationSession; readonly request: WeakRef<object> }> {
  const request = { plan: Array.from({ length: 10_000 }, (_, at) => ({ at })) };
  const session = await MigrationSession.open({
    runId: 'run-1',
    target: await (await databases.openTargetReader()).port.identity(),
    journal: (await databases.openJournal()).port,
    workDir: null,
    recorded: [],
    locked: async () => expect(request.plan).toHaveLength(10_000),
    begun: async () => expect(request.plan).toHaveLength(10_000),
    now: Date.now,
  });
  return { session, request: new WeakRef(request) };
}

it('A session that outlives its first pass keeps nothing of that pass’s plan', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { session, request } = await opened();
  // A weak reference holds until the turn in which it was made or read is over.
  await new Promise(setImmediate);
  collect();
  expect(request.deref()).toBeUndefined();
  await session.close('done');
});
