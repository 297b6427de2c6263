/**
 * Over the wire or inside the server: the same rows in the target, the same counts, the same rejects, whatever the
 * source holds, wherever a run is struck, and whichever way the next run takes.
 */
import { afterEach, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { createFixture } from '#fixtures/create-fixture.ts';
import type { FixtureSize } from '#fixtures/shape.ts';
import { VARIANTS, type VariantName } from '#fixtures/variant.ts';
import { besideOf } from '#src/engines/open-beside.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import type { InterruptPoint } from '#src/model/interrupts.ts';
import { silent } from '#src/model/progress.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { Struck, strikeAt } from '#test/support/interrupting.ts';
import { type MigrateOptions, migrate } from '#test/support/migrate.ts';
import { addMessages, change, createWorld, messagesOf, ORPHAN_AUTHOR, PEOPLE } from '#test/support/small-world.ts';

const TIMEOUT_MS = 300_000;
/** The server path takes five times the rows: a few batches in each large room either way. */
const LIMITS: MigrateOptions = { limits: { rows: 12, bytes: 3_000 } };
const FIXTURE_LIMITS: MigrateOptions = { limits: { rows: 500, bytes: 4_000_000 } };

type Way = 'wire' | 'server';

const FIXTURES: readonly [FixtureSize, VariantName, MigrateOptions][] = [
  ['small', 'occupied-identity', { filter: { since: '2011-06-01' } }],
  [
    'nasty',
    'occupied',
    { policies: { orphanAuthor: 'reject', nameConflict: 'suffix' }, filter: { since: '2011-06-01' } },
  ],
  ['nasty', 'unconstrained', {}],
  ['small', 'documented', {}],
  ['small', 'mixed-collation', { policies: { disabledRooms: 'keep' } }],
];

/** Point, passage, way of the run that is struck, way of the next one. */
const STRIKES: readonly [InterruptPoint, number, Way, Way][] = [
  ['batch:before-commit', 8, 'server', 'wire'],
  ['batch:before-commit', 10, 'wire', 'server'],
  ['batch:before-write', 9, 'server', 'server'],
  ['batch:committed', 9, 'server', 'wire'],
  ['unit:finished', 3, 'wire', 'server'],
  ['placeholder:committed', 1, 'server', 'server'],
];

forEachEngine('both ways of a message', (engine) => {
  const opened: TestDatabases[] = [];
  afterEach(async () => {
    for (const databases of opened.splice(0)) await databases.dispose();
  });

  async function fresh(label: string, fill: (databases: TestDatabases) => Promise<void>): Promise<TestDatabases> {
    const databases = await engine.fresh(label);
    opened.push(databases);
    await fill(databases);
    return databases;
  }

  async function by(way: Way, databases: TestDatabases, options: MigrateOptions = LIMITS) {
    if (way === 'wire') return migrate(databases, options);
    const answer = await besideOf(databases.sourceAddress, databases.targetAddress);
    if (!answer.possible) throw new Error(answer.reason);
    return migrate(databases, { ...options, beside: answer.beside });
  }

  /** Everything that the two ways must agree in. */
  async function outcome(way: Way, databases: TestDatabases, options?: MigrateOptions) {
    const result = await by(way, databases, options);
    const { exit, counts, skippedBy, rowsMoved } = result;
    return { inServer: result.rowsInServer, same: { exit, counts, skippedBy, rowsMoved, ...(await end(databases)) } };
  }

  async function end(databases: TestDatabases) {
    const [journal, reader] = [await databases.openJournalReader(), await databases.openTargetReader()];
    const migrationId = migrationIdOf(await reader.port.identity());
    const rejects = await journal.port.rows('reject', { migrationId });
    const units = await journal.port.rows('unit', { migrationId });
    return {
      tables: await dumpTarget(databases),
      rejects: rejects.map(({ migrationId: _, ...reject }) => reject),
      books: units.map(({ unitId, state, rowsRead, rowsWritten, rowsSkipped, rowsRejected, skippedBy }) => ({
        unitId,
        state,
        rowsRead,
        rowsWritten,
        rowsSkipped,
        rowsRejected,
        skippedBy,
      })),
    };
  }

  const fixture = (size: FixtureSize, name: VariantName, scale: number) => async (databases: TestDatabases) => {
    const [source, target] = [await databases.fixtureStore('source'), await databases.fixtureStore('target')];
    const variant = VARIANTS[name];
    await createFixture({ source: source.port, target: target.port, size, scale, seed: 7, variant, progress: silent });
    await source.close();
    await target.close();
  };

  // A pair of databases takes seconds on a server; what differs by engine is in the first ones.
  it.each(engine.name === 'sqlite' ? FIXTURES : FIXTURES.slice(0, 2))(
    'end alike for %s, variant %s, settings %j',
    async (size, name, settings) => {
      const fill = fixture(size, name, size === 'small' ? 0.05 : 1);
      const options = { ...FIXTURE_LIMITS, ...settings };
      const wire = await outcome('wire', await fresh('by-wire', fill), options);
      const server = await outcome('server', await fresh('by-server', fill), options);
      expect(server.same).toEqual(wire.same);
      expect(wire.inServer).toBe(0);
      expect(server.inServer).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  it.skipIf(engine.name !== 'sqlite')(
    'copies whole batches, and sends those over the wire that hold anything odd',
    {
      timeout: TIMEOUT_MS,
    },
    async () => {
      const databases = await fresh('mixed', createWorld);
      const result = await by('server', databases);
      const { read, written } = result.counts.messages;
      expect(result.exit).toBe('rejects');
      expect(result.rowsInServer).toBeGreaterThan(written / 2);
      expect(result.rowsInServer).toBeLessThan(read);
    },
  );

  it('knows an author without a row once it has met him, and copies his messages from then on', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const many = Array.from({ length: 300 }, (_, at) => at + 300);
    const databases = await fresh('orphans', async (world) => {
      await createWorld(world);
      await addMessages(
        world,
        many.map((id) => [104, BigInt(id), 5n, id % 3 === 0 ? ORPHAN_AUTHOR : 11, false, `m ${id}`]),
      );
    });
    const result = await by('server', databases, { ...LIMITS, concurrency: 1 });
    expect(result.counts.messages.rejected).toBe(4);
    expect(result.rowsInServer).toBeGreaterThan(300);
    const again = await by('server', databases);
    expect(again.rowsMoved).toBe(0);
  });

  it.skipIf(engine.name !== 'sqlite')('halves a batch for the sake of one message that is rejected', async () => {
    const many = Array.from({ length: 600 }, (_, at) => at + 300);
    const fill = async (world: TestDatabases) => {
      await createWorld(world);
      await addMessages(
        world,
        many.map((id) => [104, BigInt(id), 5n, id === 500 ? ORPHAN_AUTHOR : 11, false, `message ${id}`]),
      );
    };
    const options: MigrateOptions = { ...LIMITS, policies: { orphanAuthor: 'reject' } };
    const wire = await outcome('wire', await fresh('one-wire', fill), options);
    const server = await outcome('server', await fresh('one-server', fill), options);
    expect(server.same).toEqual(wire.same);
    // Room 106 is odd throughout, with 55 good messages; of 104, at most what lies in two batches over the wire.
    expect(wire.same.counts.messages.written - server.inServer).toBeLessThan(55 + 2 * 12 + 1);
  });

  it.skipIf(engine.name !== 'sqlite')(
    'goes over the wire where ids are far apart',
    { timeout: TIMEOUT_MS },
    async () => {
      const far = Array.from({ length: 40 }, (_, at) => 1_000n + BigInt(at) * 1_000_000_000_000n);
      const fill = async (world: TestDatabases) => {
        await createWorld(world);
        await addMessages(
          world,
          far.map((id) => [105, id, 5n, 11, false, `far ${id}`]),
        );
      };
      const wire = await outcome('wire', await fresh('far-wire', fill));
      const server = await outcome('server', await fresh('far-server', fill));
      expect(server.same.tables).toEqual(wire.same.tables);
      expect(server.same.counts).toEqual(wire.same.counts);
    },
  );

  it.skipIf(engine.name !== 'sqlite')(
    'maps authors anew when the source has grown',
    { timeout: TIMEOUT_MS },
    async () => {
      const grow = async (world: TestDatabases) => {
        await addMessages(world, messagesOf(104, 121, 80));
        // He had no row; now he has one, and the placeholder goes.
        await change(world, 'source', `UPDATE tblChat SET userId = ${PEOPLE[3]} WHERE channelID = 106`);
        await addMessages(world, [[102, 900n, 5n, ORPHAN_AUTHOR, false, 'from nobody']]);
      };
      const ends = [];
      for (const ways of [
        ['wire', 'wire'],
        ['server', 'server'],
        ['wire', 'server'],
      ] as const) {
        const databases = await fresh(`grown-${ways.join('-')}`, createWorld);
        await by(ways[0], databases);
        await grow(databases);
        const result = await by(ways[1], databases);
        ends.push({ counts: result.counts, ...(await end(databases)) });
      }
      expect(ends[1]).toEqual(ends[0]);
      expect(ends[2]).toEqual(ends[0]);
    },
  );

  it.each(engine.name === 'sqlite' ? STRIKES : STRIKES.slice(0, 2))(
    'struck at %s (%i) on the %s path, ends like an undisturbed run by the %s path',
    async (point, nth, first, second) => {
      const [undisturbed, struck] = [await fresh('undisturbed', createWorld), await fresh('struck', createWorld)];
      const whole = await by('wire', undisturbed);
      const armed = strikeAt(point, nth);
      await by(first, struck, { ...LIMITS, interrupts: armed.interrupts }).catch((error: unknown) => {
        if (!(error instanceof Struck)) throw error;
      });
      expect(armed.struck()).toBe(true);
      const last = await by(second, struck);
      expect(last.counts).toEqual(whole.counts);
      const [expected, actual] = [await end(undisturbed), await end(struck)];
      expect(actual.tables).toEqual(expected.tables);
      expect(actual.rejects).toEqual(expected.rejects);
      expect(actual.books).toEqual(expected.books);
    },
    TIMEOUT_MS,
  );
});
