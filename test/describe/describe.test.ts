/** `describe` on both engines: complete, comparable, and safe to send to strangers. */
import '#test/support/quick-disk.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture } from '#fixtures/create-fixture.ts';
import { VARIANTS } from '#fixtures/variant.ts';
import { describeText } from '#src/commands/describe-text.ts';
import { toJson } from '#src/commands/document.ts';
import { describeDatabase } from '#src/describe/describe-database.ts';
import type { Description, Side } from '#src/describe/description.ts';
import { openDescription } from '#src/engines/open-description.ts';
import { silent } from '#src/model/progress.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { collected, specOf } from '#test/support/contract-databases.ts';
import { forEachEngine, type TestDatabases, type TestEngine } from '#test/support/engines.ts';

const TIMEOUT_MS = 120_000;

forEachEngine('the description of a database', (engine: TestEngine) => {
  let databases: TestDatabases;
  beforeAll(async () => {
    databases = await engine.fresh('describe');
    const [source, target] = [await databases.fixtureStore('source'), await databases.fixtureStore('target')];
    await createFixture({
      source: source.port,
      target: target.port,
      size: 'small',
      scale: 0.05,
      seed: 3,
      variant: VARIANTS.documented,
      progress: silent,
    });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await databases.dispose();
  });

  const describeSide = async (side: Side): Promise<Description> => {
    const address = side === 'source' ? databases.sourceAddress : databases.targetAddress;
    const reader = side === 'source' ? await databases.openSource() : await databases.openTargetReader();
    const detail = await openDescription(address, side);
    try {
      return await describeDatabase(side, reader.port, detail.port);
    } finally {
      await detail.close();
    }
  };

  /** Before anything is changed; asking once is enough. */
  const seen = new Map<Side, Promise<Description>>();
  const describeOnce = (side: Side): Promise<Description> => {
    const made = seen.get(side) ?? describeSide(side);
    seen.set(side, made);
    return made;
  };

  const change = async (side: Side, sql: string): Promise<void> => {
    const store = await databases.fixtureStore(side);
    await store.port.execute(sql);
  };

  test(
    'of a documented pair shows no difference on either side, with keys, indexes, references and counts',
    async () => {
      for (const side of ['source', 'target'] as const) {
        const description = await describeOnce(side);
        expect(description.differences.filter(({ what }) => what !== 'table-extra')).toEqual([]);
        expect(description.staticTables.flatMap(({ differences }) => differences)).toEqual([]);
        const role = description.tables.find(({ name }) => name === 'tblPrincipalRole');
        expect(role?.primaryKey).toEqual(['prinRoleNodeID', 'prinRolePrinID', 'prinRoleTypeID']);
        // The server of the tests' second tier says nothing of the columns of its indexes.
        const ofKey = role?.indexes.filter(({ columns }) => columns.join() === role.primaryKey.join());
        if (engine.name === 'sqlite') expect(ofKey?.some(({ primary, unique }) => primary && unique)).toBe(true);
        expect(role?.foreignKeys.map(({ table }) => table).sort()).toEqual(['tblNode', 'tblPrincipal', 'tblRoleType']);
        expect(description.staticTables.find(({ name }) => name === 'tblRoleType')?.rows.length).toBeGreaterThan(2);
        const nodes = description.tables.find(({ name }) => name === 'tblNode');
        expect(nodes?.rows).toBeGreaterThan(0n);
        // What is large is never counted, and what the server knows by itself it may tell.
        const chat = description.tables.find(({ name }) => name === 'tblChat')?.rows;
        if (engine.name === 'sqlite') expect(chat).toBeNull();
      }
    },
    TIMEOUT_MS,
  );

  test(
    'holds no name of a room, person, server or database, no URI and no message, neither as text nor as JSON',
    async () => {
      const { port } = await databases.openSource();
      const secrets = new Set<string>();
      const kept = async (table: string, columns: readonly string[]): Promise<void> => {
        for (const row of await collected(port.rows(specOf(LEGACY_TABLES, table)))) {
          for (const column of columns) {
            const value = row[column];
            if (typeof value === 'string' && value.length > 5) secrets.add(value);
          }
        }
      };
      await kept('tblNode', ['nodeName', 'nodeDesc', 'topic', 'filestoreURI']);
      await kept('tblPrincipal', ['prinName', 'prinUri', 'prinEmail', 'prinADPath', 'prinADUserPrincipalName']);
      await kept('tblConfig', ['configContent']);
      await kept('tblVersion', ['poolId']);
      const [bounds] = await port.bounds();
      const range = { channelId: bounds?.channelId ?? 0, after: null, upTo: null };
      for (const message of await collected(port.messages(range, { rows: 100, bytes: 1e6 }))) {
        secrets.add(message[4]);
      }
      const { server, database } = await port.identity();
      expect(secrets.size).toBeGreaterThan(20);
      const description = await describeOnce('source');
      for (const shown of [describeText(description), toJson(description)]) {
        for (const secret of [...secrets, server, ...(engine.name === 'sqlite' ? [] : [database])]) {
          expect(shown).not.toContain(secret);
        }
      }
    },
    TIMEOUT_MS,
  );

  test(
    'knows the same database again and tells two apart',
    async () => {
      const [first, again] = [await describeOnce('source'), await describeSide('source')];
      expect(again.fingerprint).toBe(first.fingerprint);
      expect((await describeOnce('target')).fingerprint).not.toBe(first.fingerprint);
    },
    TIMEOUT_MS,
  );

  test(
    'names what is missing, what is extra and what is of another kind, and the static row that is gone',
    async () => {
      await change('source', 'ALTER TABLE tblPrincipal ADD inventedHere int NULL');
      await change('source', 'CREATE TABLE tblOfOurOwn (id int NOT NULL PRIMARY KEY)');
      await change('source', 'DROP TABLE tblPreference');
      await change('target', 'DELETE FROM tblPrincipalType WHERE ptypeID = 3');
      const source = await describeSide('source');
      const sentences = source.differences.map(({ sentence }) => sentence);
      expect(sentences.map((each) => each.toLowerCase())).toContain(
        'column tblprincipal.inventedhere is not documented',
      );
      expect(sentences.map((each) => each.toLowerCase())).toContain('table tblofourown is not documented');
      expect(sentences).toContain('table tblPreference is missing');
      const target = await describeSide('target');
      expect(target.staticTables.flatMap(({ differences }) => differences)).toEqual(['tblPrincipalType has no row 3']);
      expect(describeText(target)).toContain('tblPrincipalType has no row 3');
    },
    TIMEOUT_MS,
  );
});
