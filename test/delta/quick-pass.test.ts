/**
 * What a pass over an unchanged source reads, from the one after the first copy on: marks and bounds, and neither a row nor
 * a message; and that nothing escapes which changes while the marks are being taken.
 */
import { afterEach, expect, it, vi } from 'vitest';
import '#test/support/quick-disk.ts';
import { buildWorld } from '#src/build-world.ts';
import { migrateVerb } from '#src/commands/migrate.ts';
import { NOTHING_CHOSEN } from '#src/commands/typed-commands.ts';
import type { VerbContext } from '#src/commands/verb.ts';
import type { World } from '#src/commands/world.ts';
import type { Configuration } from '#src/config/configuration.ts';
import { defaultConfiguration } from '#src/config/read.ts';
import { ConnectionLost } from '#src/engines/errors/connection-errors.ts';
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
  /** Runs when the source is about to hand out a page of messages, and may throw. */
  onPage?: (channels: readonly number[]) => Promise<void>;
  /** Channels that marks were asked for; none is named where all were. */
  readonly marked?: (readonly number[])[];
}

type Path = Configuration['load']['path'];

async function pass(
  watched: Watched = { seen: [] },
  path: Path = 'auto',
  batchRows?: number,
): Promise<Readonly<Record<string, unknown>>> {
  const defaults = defaultConfiguration(databases.dir);
  const configuration = {
    ...defaults,
    load: { ...defaults.load, path, batchRows: batchRows ?? defaults.load.batchRows },
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
    chosen: NOTHING_CHOSEN,
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
      if (side === 'source' && (name === 'messages' || name === 'walk')) {
        return (...asked: unknown[]) =>
          disturbedPages((member as (...args: unknown[]) => AsyncIterable<Page>).apply(reader, asked), asked, watched);
      }
      return typeof member === 'function' ? member.bind(reader) : member;
    },
  });
}

type Page = readonly { readonly channelId?: number }[];

async function* disturbedPages(pages: AsyncIterable<Page>, [range]: readonly unknown[], { onPage }: Watched) {
  const { channelId } = range as { readonly channelId?: number };
  for await (const page of pages) {
    await onPage?.(channelId === undefined ? page.map((each) => each.channelId ?? 0) : [channelId]);
    yield page;
  }
}

function disturbed(port: MarksPort, { afterTables, beforeMessages, marked }: Watched): MarksPort {
  return {
    tables: async (specs) => {
      const marks = await port.tables(specs);
      await afterTables?.();
      return marks;
    },
    messages: async function* (rooms, wanted) {
      await beforeMessages?.();
      marked?.push(wanted === undefined ? [] : Array.from(rooms, ({ channelId }) => channelId).filter(wanted));
      yield* port.messages(rooms, wanted);
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

  it('goes by what the first copy read on its way over the wire, and by nothing that was read for it alone', async () => {
    databases = await engine.fresh('quick-wire');
    await createLivingWorld(databases);
    const first: Watched = { seen: [], marked: [] };
    expect(await pass(first, 'wire')).toMatchObject({ unchanged: false, path: { messages: 'wire' } });
    // Rooms that are left out do not come by.
    expect(first.marked).toEqual([[107]]);
    const second: Watched = { seen: [] };
    expect(await pass(second, 'wire')).toMatchObject({ unchanged: true, rowsMoved: 0 });
    expect(second.seen).toEqual([]);
  });
});

const edit = (set: string, where: string) => change(databases, 'source', `UPDATE tblChat SET ${set} WHERE ${where}`);
const late = (channelId: number) =>
  change(
    databases,
    'source',
    'INSERT INTO tblChat (channelID, chatID, chatDate, userId, isAlert, content) ' +
      `VALUES (${channelId}, 900, 634294368000000900, 12, 0, 'late')`,
  );

/** Once anything can be written, messages are read to be copied. */
const isCopying = (seen: readonly string[]) => seen.includes('target opened');

it('copies in the next pass what was edited right after it had been read', async () => {
  databases = await SQLITE.fresh('quick-edited');
  await createLivingWorld(databases);
  const seen: string[] = [];
  let edited = false;
  const onPage = async (channels: readonly number[]) => {
    if (edited || !isCopying(seen) || !channels.includes(104)) return;
    edited = true;
    await edit("content = 'edited'", 'channelID = 104 AND chatID = 2');
  };
  await pass({ seen, onPage }, 'wire');
  expect(edited).toBe(true);
  expect(await pass(undefined, 'wire')).toMatchObject({ unchanged: false, delta: { total: { updated: 1 } } });
  expect(await pass(undefined, 'wire')).toMatchObject({ unchanged: true });
});

it('copies in the next pass a message that came by after the plan had been made', async () => {
  databases = await SQLITE.fresh('quick-late');
  await createLivingWorld(databases);
  const seen: string[] = [];
  let came = false;
  // Rooms are read several at once: this one lies behind the first.
  const onPage = async () => {
    if (came || !isCopying(seen)) return;
    came = true;
    for (const room of [101, 104, 108]) await late(room);
  };
  await pass({ seen, onPage }, 'wire');
  expect(came).toBe(true);
  expect(await pass(undefined, 'wire')).toMatchObject({ unchanged: false, delta: { total: { inserted: 3 } } });
  expect(await pass(undefined, 'wire')).toMatchObject({ unchanged: true });
});

it('does not go by what was read over a connection that broke, and finds everything copied', async () => {
  databases = await SQLITE.fresh('quick-broken');
  await createLivingWorld(databases);
  const seen: string[] = [];
  let pages = 0;
  const onPage = async () => {
    if (isCopying(seen)) pages += 1;
    if (pages === 3) {
      pages += 1;
      throw new ConnectionLost('the source', null);
    }
  };
  await pass({ seen, onPage }, 'wire', 20);
  expect(pages).toBeGreaterThan(4);
  const nothing = { inserted: 0, updated: 0, removed: 0 };
  expect(await pass(undefined, 'wire')).toMatchObject({ unchanged: false, delta: { total: nothing } });
  expect(await pass(undefined, 'wire')).toMatchObject({ unchanged: true });
});
