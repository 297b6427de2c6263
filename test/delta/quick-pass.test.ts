/**
 * What a pass over an unchanged source reads, from the one after the first copy on: marks and bounds, and neither a row nor
 * a message; and that nothing escapes which changes while the marks are being taken.
 */
import { afterEach, expect, it, vi } from 'vitest';
import '#test/support/quick-disk.ts';
import { buildWorld } from '#src/build-world.ts';
import { migrateVerb } from '#src/commands/migrate.ts';
import type { VerbContext } from '#src/commands/verb.ts';
import type { World } from '#src/commands/world.ts';
import { defaultConfiguration } from '#src/config/read.ts';
import type { MarksPort } from '#src/model/marks-port.ts';
import { forEachEngine, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { createLivingWorld } from '#test/support/living-source.ts';
import { change } from '#test/support/small-world.ts';

vi.setConfig({ testTimeout: 240_000 });

/** What moves rows or messages from a database to the client. */
const READS: ReadonlySet<PropertyKey> = new Set(['rows', 'messages', 'walk']);

let databases: TestDatabases;
afterEach(() => databases.dispose());

interface Watched {
  /** Calls that read rows, and ports that can write. */
  readonly seen: string[];
  /** Runs after the source's marks of tables have been taken, or before those of messages are. */
  afterTables?: () => Promise<void>;
  beforeMessages?: () => Promise<void>;
  /** Called when the bounds of the source's rooms are read. */
  onBounds?: () => void;
}

async function pass(watched: Watched = { seen: [] }): Promise<Readonly<Record<string, unknown>>> {
  const configuration = {
    ...defaultConfiguration(databases.dir),
    source: databases.sourceAddress,
    target: databases.targetAddress,
    journalDatabase: databases.journalDatabase,
    workDir: `${databases.dir}/work`,
  };
  const context = {
    runId: `run-${Math.random()}`,
    configuration,
    world: watchedWorld(buildWorld(configuration), watched),
    progress: () => {},
    stop: new AbortController().signal,
    interactive: false,
    acknowledged: new Map(),
    now: Date.now,
    tell: () => {},
  } as unknown as VerbContext;
  return (await migrateVerb.run(context, {}, [])).data;
}

function watchedWorld(world: World, watched: Watched): World {
  return {
    ...world,
    source: async () => {
      const { port, close } = await world.source();
      return { port: counted(port, 'source', watched), close };
    },
    targetReader: async () => {
      const { port, close } = await world.targetReader();
      return { port: counted(port, 'target', watched), close };
    },
    target: async (beside) => {
      watched.seen.push('target opened');
      return world.target(beside);
    },
    journal: async () => {
      watched.seen.push('journal opened');
      return world.journal();
    },
    marks: async (side) => {
      const { port, close } = await world.marks(side);
      return { port: side === 'source' ? disturbed(port, watched) : port, close };
    },
  };
}

function counted<Port extends object>(port: Port, side: string, watched: Watched): Port {
  return new Proxy(port, {
    get: (reader, name) => {
      if (READS.has(name)) watched.seen.push(`${side} ${String(name)}`);
      if (name === 'bounds' && side === 'source') watched.onBounds?.();
      const member: unknown = Reflect.get(reader, name);
      return typeof member === 'function' ? member.bind(reader) : member;
    },
  });
}

function disturbed(port: MarksPort, { afterTables, beforeMessages }: Watched): MarksPort {
  return {
    tables: async (specs) => {
      const marks = await port.tables(specs);
      await afterTables?.();
      return marks;
    },
    messages: async function* (...asked) {
      await beforeMessages?.();
      yield* port.messages(...asked);
    },
    message: (range) => port.message(range),
  };
}

forEachEngine('a pass over an unchanged source', (engine) => {
  it('reads no row and no message, and opens nothing to write, from the one after the first copy on', async () => {
    databases = await engine.fresh('quick');
    await createLivingWorld(databases);
    const first: Watched = { seen: [] };
    expect(await pass(first)).toMatchObject({ unchanged: false, resumed: false });
    expect(first.seen).toEqual(expect.arrayContaining(['source rows', 'target opened', 'journal opened']));
    const second: Watched = { seen: [] };
    expect(await pass(second)).toMatchObject({ unchanged: true, rowsMoved: 0 });
    expect(second.seen).toEqual([]);
  });
});

it('does not overlook a row that changes once the marks of tables have been taken', async () => {
  databases = await SQLITE.fresh('quick-row');
  await createLivingWorld(databases);
  const afterTables = () => change(databases, 'source', `UPDATE tblNode SET nodeDesc = 'new' WHERE nodeID = 104`);
  await pass({ seen: [], afterTables });
  // It was copied all the same; nobody could tell.
  expect(await pass()).toMatchObject({ unchanged: false, delta: { total: { inserted: 0, updated: 0, removed: 0 } } });
  expect(await pass()).toMatchObject({ unchanged: true });
});

it('copies in the next pass a message that came when the plan had been made, although a mark speaks of it', async () => {
  databases = await SQLITE.fresh('quick-message');
  await createLivingWorld(databases);
  const planned = Promise.withResolvers<void>();
  let asked = 0;
  // First for the marks, then for the plan.
  const onBounds = () => {
    asked += 1;
    if (asked === 2) planned.resolve();
  };
  const beforeMessages = async () => {
    await planned.promise;
    await change(
      databases,
      'source',
      'INSERT INTO tblChat (channelID, chatID, chatDate, userId, isAlert, content) ' +
        "VALUES (104, 900, 634294368000000900, 12, 0, 'late')",
    );
  };
  await pass({ seen: [], beforeMessages, onBounds });
  expect(await pass()).toMatchObject({ unchanged: false, delta: { total: { inserted: 1 } } });
  expect(await pass()).toMatchObject({ unchanged: true });
});
