/** What is put into a database comes out of it as it was: values, order, keys. */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { collected, specOf, VARIANT, withSource } from '#test/support/contract-databases.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';

forEachEngine('rows of a table', (engine) => {
  let databases: TestDatabases;
  afterEach(async () => databases.dispose());

  it('tells an empty database from one with tables', async () => {
    databases = await engine.fresh('empty');
    const { port: store } = await databases.fixtureStore('source');
    expect(await store.isEmpty()).toBe(true);
    await store.createTables(LEGACY_TABLES, VARIANT);
    expect(await store.isEmpty()).toBe(false);
  });

  it('come back as they were written, extremes included', async () => {
    databases = await engine.fresh('values');
    const { port: store } = await databases.fixtureStore('target');
    await store.createTables(CURRENT_TABLES, VARIANT);
    const types = specOf(CURRENT_TABLES, 'tblPrincipalType');
    await store.insert(types, types.staticRows);
    const spec = specOf(CURRENT_TABLES, 'tblPrincipal');
    const rows = [
      principal(-2_147_483_648, {
        prinAddedOn: -9_223_372_036_854_775_808n,
        prinVerifiedOn: '2011-01-01 00:00:00.003',
      }),
      principal(0, { prinAddedOn: 0n, prinUri: '', prinName: '', prinVerifiedOn: '1753-01-01 00:00:00.000' }),
      principal(2_147_483_647, {
        prinAddedOn: 9_223_372_036_854_775_807n,
        prinUpdatedOn: 634_294_368_000_000_001n,
        prinName: 'Zoë 😀 日本語 Ω',
        prinVerifiedOn: '9999-12-31 23:59:59.997',
        prinUri: `sip:${'x'.repeat(252)}`,
      }),
      principal(7, { prinVerifiedOn: '2012-02-29 12:34:56.007', prinDisabled: 2, prinName: null }),
    ];
    await store.insert(spec, rows);
    const { port: reader } = await databases.openTargetReader();
    const byId = [...rows].sort((a, b) => Number(a.prinID) - Number(b.prinID));
    expect(await collected(reader.rows(spec))).toEqual(byId);
  });

  it('hold any date, to the step that the server keeps', async () => {
    databases = await engine.fresh('dates');
    const { port: store } = await databases.fixtureStore('target');
    await store.createTables(CURRENT_TABLES, VARIANT);
    const spec = specOf(CURRENT_TABLES, 'tblServerIdentity');
    const written = [
      ...Array.from({ length: 10 }, (_, ms) => Date.UTC(2011, 11, 31, 23, 59, 59, 990 + ms)),
      ...Array.from({ length: 10 }, (_, ms) => Date.UTC(1899, 11, 31, 23, 59, 59, 990 + ms)),
      ...Array.from({ length: 10 }, (_, ms) => Date.UTC(1753, 0, 1, 0, 0, 0, ms)),
      Date.UTC(2012, 1, 29),
      Date.UTC(9999, 11, 31, 23, 59, 59, 998),
      ...fc.sample(fc.integer({ min: Date.UTC(1753, 0, 1), max: Date.UTC(9999, 11, 31) }), 2_000),
    ];
    const rows = (timeOf: (ms: number) => number) => [
      ...written.map((ms, serverID) => row(serverID, dateText(timeOf(ms)))),
      row(written.length, null),
    ];
    await store.insert(
      spec,
      rows((ms) => ms),
    );
    const kept = engine.name === 'sqlserver' ? keptByServer : (ms: number) => ms;
    const { port: reader } = await databases.openTargetReader();
    expect(await collected(reader.rows(spec))).toEqual(rows(kept));
    function row(serverID: number, serverLastPingTime: string | null) {
      return { serverID, serverAddress: 'gc1', serverLastPingTime };
    }
  });

  it('come in key order, one page after the other, for a key of three columns', async () => {
    databases = await engine.fresh('order');
    const { store, reader } = await withSource(databases);
    const principals = specOf(LEGACY_TABLES, 'tblPrincipal');
    await store.insert(
      principals,
      Array.from({ length: 5 }, (_, id) => legacyPrincipal(id)),
    );
    const spec = specOf(LEGACY_TABLES, 'tblPrincipalAffiliations');
    const rows = [];
    for (let index = 0; index < 700; index++)
      for (let principalID = 0; principalID < 4; principalID++)
        for (let affiliationID = 0; affiliationID < 4; affiliationID++)
          rows.push({ principalID, affiliationID, index: index === 0 ? -1 : index, updatedBy: 1 });
    await store.insert(spec, rows);
    const pages: number[] = [];
    const seen: string[] = [];
    for await (const page of reader.rows(spec)) {
      pages.push(page.length);
      for (const row of page) seen.push(`${row.principalID}/${row.index}/${row.affiliationID}`);
    }
    const expected = rows
      .sort((a, b) => a.principalID - b.principalID || a.index - b.index || a.affiliationID - b.affiliationID)
      .map((row) => `${row.principalID}/${row.index}/${row.affiliationID}`);
    expect(seen).toEqual(expected);
    expect(Math.max(...pages)).toBeLessThanOrEqual(5_000);
    expect(pages.length).toBeGreaterThan(2);
  });

  it('come with null for the columns that are said to be absent', async () => {
    databases = await engine.fresh('absent');
    const { reader } = await withSource(databases);
    const spec = specOf(LEGACY_TABLES, 'tblEnumValue');
    const rows = await collected(reader.rows(spec, new Set(['valueID', 'attributeID'])));
    expect(rows.length).toBe(spec.staticRows.length);
    expect(new Set(rows.map((row) => row.attributeValue))).toEqual(new Set([null]));
  });

  it('come whole from a table without a key', async () => {
    databases = await engine.fresh('keyless');
    const { store, reader } = await withSource(databases);
    const spec = specOf(LEGACY_TABLES, 'tblVersion');
    const row = {
      versionId: 3,
      versionedOn: '2010-11-01 10:00:00.000',
      description: null,
      poolId: 'A0B1C2D3-0000-4000-8000-00000000ABCD',
    };
    await store.insert(spec, [row, row, { ...row, versionId: 1 }]);
    expect(await collected(reader.rows(spec))).toEqual([{ ...row, versionId: 1 }, row, row]);
    expect((await reader.identity()).poolId).toBe(row.poolId);
  });
});

/** "datetime (Transact-SQL)": rounded to increments of .000, .003 or .007 seconds. */
const STEPS = [0, 0, 3, 3, 3, 7, 7, 7, 7, 10];

function keptByServer(ms: number): number {
  const digit = ((ms % 10) + 10) % 10;
  return ms - digit + (STEPS[digit] ?? 0);
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

function principal(prinID: number, rest: Readonly<Record<string, string | number | bigint | null>> = {}) {
  return {
    prinID,
    prinGuid: `0F${Math.abs(prinID).toString(16).toUpperCase().padStart(6, '0')}-AAAA-4BBB-8CCC-00000000ABCD`.slice(
      -36,
    ),
    prinUri: `sip:${prinID}@contoso.com`,
    prinName: 'Name',
    prinDisplayName: null,
    prinCompanyName: null,
    prinEmail: null,
    prinADPath: null,
    prinADUserPrincipalName: null,
    prinDisabled: 0,
    prinTypeID: 5,
    prinPoolID: null,
    prinPolicyID: 7,
    prinAddedBy: null,
    prinAddedOn: 1n,
    prinUpdatedBy: 1,
    prinUpdatedOn: 2n,
    prinVerifiedOn: '2012-01-01 00:00:00.000',
    ...rest,
  };
}

function legacyPrincipal(prinID: number) {
  return {
    prinID,
    prinGuid: `00000000-0000-4000-8000-${String(prinID).padStart(12, '0')}`,
    prinUri: `sip:${prinID}@contoso.com`,
    prinName: null,
    prinCompanyName: null,
    prinEmail: null,
    prinADPath: null,
    prinADUserPrincipalName: null,
    prinDisabled: false,
    prinTypeID: 5,
    prinAllowedPermSet: 0n,
    prinUseInheritedPerms: true,
    prinAddedBy: null,
    prinAddedOn: 1n,
    prinUpdatedBy: null,
    prinUpdatedOn: 1n,
    prinVerifiedOn: '2010-01-01 00:00:00.000',
  };
}
