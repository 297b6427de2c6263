/** What a database says of itself, and that a reader cannot change it. */
import { afterEach, expect, it } from 'vitest';
import type { SchemaVariant } from '#fixtures/fixture-store-port.ts';
import { identityKey } from '#src/model/identity.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import { collected, specOf, VARIANT, withSource, withTarget } from '#test/support/contract-databases.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';

const NUMBERED: SchemaVariant = {
  ...VARIANT,
  identityColumns: [
    { table: 'tblNode', column: 'nodeID' },
    { table: 'tblPrincipal', column: 'prinID' },
  ],
};
const BINARY: SchemaVariant = { ...VARIANT, collation: 'binary' };

forEachEngine('a catalogue', (engine) => {
  let databases: TestDatabases;
  afterEach(async () => databases.dispose());

  it.each([
    ['2010', 'source', LEGACY_TABLES],
    ['2013', 'target', CURRENT_TABLES],
  ] as const)('of a documented %s database equals the documents', async (_version, side, specs) => {
    databases = await engine.fresh('catalogue');
    const { port: store } = await databases.fixtureStore(side);
    await store.createTables(specs, VARIANT);
    const { port } = side === 'source' ? await databases.openSource() : await databases.openTargetReader();
    const catalogue = await port.catalogue();
    expect(catalogue.engine).toBe(engine.name);
    expect(catalogue.version).toMatch(/^\d+\.\d+/);
    const found = catalogue.tables.map((table) => ({
      name: table.name,
      columns: table.columns.map(({ name, type, nullable, identity }) => ({ name, type, nullable, identity })),
      primaryKey: table.primaryKey,
    }));
    expect(new Map(found.map((table) => [table.name, table]))).toEqual(
      new Map(specs.map((spec) => [spec.name, documented(spec)])),
    );
    expect(catalogue.ticksFunction === null).toBe(engine.name === 'sqlite');
  });

  it('tells a case-insensitive from a binary collation', async () => {
    databases = await engine.fresh('collation');
    const { reader } = await withSource(databases);
    const { reader: other, store } = await withTarget(databases, BINARY);
    expect((await reader.catalogue()).collation).toMatch(/NOCASE|_CI/i);
    expect((await other.catalogue()).collation).toMatch(/^BINARY$|_BIN/i);
    const preferences = specOf(CURRENT_TABLES, 'tblPreference');
    const row = { prefSeqID: 1, prefContent: null, lastModifiedBy: 1 };
    await store.insert(preferences, [
      { ...row, prefLabel: 'a' },
      { ...row, prefLabel: 'A' },
      { ...row, prefLabel: 'B' },
    ]);
    expect((await collected(other.rows(preferences))).map((each) => each.prefLabel)).toEqual(['A', 'B', 'a']);
  });

  it('names the columns that the database numbers itself, and given numbers are kept', async () => {
    databases = await engine.fresh('identity');
    const { store, reader, target } = await withTarget(databases, NUMBERED);
    const nodes = specOf(CURRENT_TABLES, 'tblNode');
    const numbered = (await reader.catalogue()).tables.flatMap((table) =>
      table.columns.filter((column) => column.identity).map((column) => `${table.name}.${column.name}`),
    );
    expect(numbered.sort()).toEqual(['tblNode.nodeID', 'tblPrincipal.prinID']);
    await store.insert(nodes, [node(1), node(500)]);
    await target.transaction((transaction) => transaction.insert(nodes, [node(7), node(9_000), node(3)]));
    const failing = target.transaction((transaction) => transaction.insert(nodes, [node(10), node(7)]));
    await expect(failing).rejects.toMatchObject({ code: 'ROW_REFUSED', reason: 'duplicate key' });
    expect((await collected(reader.rows(nodes))).map((row) => row.nodeID)).toEqual([1, 3, 7, 500, 9_000]);
    // The server goes on above the highest.
    const columns = nodes.columns.filter((column) => column.name !== 'nodeID').map((column) => column.name);
    const values = columns.map((name) =>
      name === 'nodeGuid' ? "'99999999-0000-4000-8000-000000000000'" : `[${name}]`,
    );
    const table = engine.name === 'sqlite' ? '[tblNode]' : '[dbo].[tblNode]';
    await store.execute(
      `INSERT INTO ${table} (${columns.map((name) => `[${name}]`).join(', ')}) SELECT ${values.join(', ')} FROM ${table} WHERE [nodeID] = 1`,
    );
    expect((await collected(reader.rows(nodes))).at(-1)?.nodeID).toBe(9_001);
    await target.transaction((transaction) =>
      transaction.update(nodes, ['nodeID'], { ...node(7), nodeName: 'renamed' }),
    );
    expect((await collected(reader.rows(nodes)))[2]?.nodeName).toBe('renamed');
  });

  it('shows what is there beside the documents, and writing leaves it alone', async () => {
    databases = await engine.fresh('extra');
    const { store, reader, target } = await withTarget(databases);
    await store.execute('ALTER TABLE [tblSiopWhiteList] ADD [siopOwner] int NULL');
    await store.execute('CREATE TABLE [tblCustom] ([id] int NOT NULL PRIMARY KEY)');
    const catalogue = await reader.catalogue();
    expect(catalogue.tables.find((table) => table.name.toLowerCase() === 'tblcustom')?.primaryKey).toEqual(['id']);
    const addIns = catalogue.tables.find((table) => table.name === 'tblSiopWhiteList');
    expect(addIns?.columns.map((column) => column.name.toLowerCase())).toContain('siopowner');
    const spec = specOf(CURRENT_TABLES, 'tblSiopWhiteList');
    const row = { siopID: 'AAAAAAAA-0000-4000-8000-000000000001', siopName: 'n', siopUrl: 'u' };
    await target.transaction((transaction) => transaction.insert(spec, [row]));
    expect(await collected(reader.rows(spec))).toEqual([row]);
  });

  it('is empty for an empty database, which still has an identity', async () => {
    databases = await engine.fresh('nothing');
    const { port: reader } = await databases.openSource();
    expect((await reader.catalogue()).tables).toEqual([]);
    const identity = await reader.identity();
    expect(identity).toMatchObject({ engine: engine.name, poolId: null });
    await expect(collected(reader.rows(specOf(LEGACY_TABLES, 'tblNode')))).rejects.toMatchObject({
      code: 'OBJECT_MISSING',
      exitCode: 3,
    });
  });

  it('tells two databases apart, and one from itself not', async () => {
    databases = await engine.fresh('same');
    const { reader: source } = await withSource(databases);
    const { reader: target } = await withTarget(databases);
    const again = (await databases.openSource()).port;
    expect(identityKey(await source.identity())).toBe(identityKey(await again.identity()));
    expect(identityKey(await source.identity())).not.toBe(identityKey(await target.identity()));
  });
});

function documented(spec: TableSpec) {
  return {
    name: spec.name,
    columns: spec.columns.map(({ name, type, nullable }) => ({ name, type, nullable, identity: false })),
    primaryKey: spec.primaryKey,
  };
}

function node(nodeID: number) {
  return {
    nodeID,
    nodeGuid: `00000000-0000-4000-8000-00000000${String(nodeID).padStart(4, '0')}`,
    parentID: 1,
    nodeType: true,
    nodeName: `node ${nodeID}`,
    nodeDesc: '',
    invite: null,
    logged: true,
    filePost: false,
    disabled: false,
    behavior: 4,
    visibility: 3,
    siopID: null,
    nodeAddedBy: 1,
    nodeAddedOn: 1n,
    nodeUpdatedBy: 1,
    nodeUpdatedOn: 1n,
    purgedOn: '2012-01-01 01:02:03.007',
  };
}
