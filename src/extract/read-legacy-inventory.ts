/**
 * Reads everything of the source that decisions are made upon: all but the messages and the large tables that pass
 * through. Rows that the documents forbid are set apart, whole, so that they are rejected by name and never half read.
 * Nothing is written, no row is read dirty, and affiliations never exist as objects.
 */
import { Affiliations } from '#src/model/affiliations.ts';
import type { Catalogue } from '#src/model/catalogue.ts';
import type { Finding } from '#src/model/finding.ts';
import { IntPairs } from '#src/model/int-pairs.ts';
import type { LegacyInventory, MalformedRow } from '#src/model/inventory.ts';
import type { LegacyRows, LegacyTableName } from '#src/model/legacy.ts';
import { PackedRoles } from '#src/model/packed-roles.ts';
import { PackedRows } from '#src/model/packed-rows.ts';
import { findTable } from '#src/model/schema/compare-catalogue.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { keyText, malformationCheck } from '#src/model/schema/malformation.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import { msToTicks } from '#src/model/ticks.ts';
import type { Row } from '#src/model/value.ts';
import { recogniseSource } from './recognise-source.ts';
import type { SourcePort } from './source-port.ts';
import { type ColumnDefaults, tolerantSource } from './tolerant-source.ts';

export interface ExtractedSource {
  readonly inventory: LegacyInventory;
  readonly findings: readonly Finding[];
  /** Reads the source as its catalogue allows; whoever reads rows or messages later goes through it. */
  readonly source: SourcePort;
}

/** The system user. Source: "tblPrincipalAffiliations" (updatedBy is usually 1, Active Directory Sync). */
const SYSTEM_PRINCIPAL = 1;
/** 2007-01-01: older than any Group Chat database, and a date that every SQL Server can show. */
const OLDEST_TICKS = msToTicks(Date.UTC(2007, 0, 1));

/** @throws OperatorError where the database is no Group Chat database, or lacks its core */
export async function readLegacyInventory(port: SourcePort): Promise<ExtractedSource> {
  const [identity, catalogue] = [await port.identity(), await port.catalogue()];
  const versionRows = await readVersion(port, catalogue);
  const recognised = recogniseSource(catalogue, versionRows);
  const source = tolerantSource(port, catalogue, inferredDefaults(versionRows));
  const malformed: MalformedRow[] = [];
  const read = <T extends LegacyTableName>(table: T) => readTable(source, table, malformed);
  const inventory: LegacyInventory = {
    identity,
    version: recognised.version,
    collation: catalogue.collation,
    ticksFunction: catalogue.ticksFunction,
    enumValues: await read('tblEnumValue'),
    roleTypes: await read('tblRoleType'),
    addIns: await read('tblSiopWhiteList'),
    principals: await readTable(source, 'tblPrincipal', malformed, packed('tblPrincipal')),
    nodes: await read('tblNode'),
    scopes: await read('tblScopePrincipal'),
    roles: await readTable(source, 'tblPrincipalRole', malformed, new PackedRoles()),
    affiliations: await readAffiliations(source),
    // Counters before bounds: a room that grows in between then has bounds above its counter, never a counter that is lost.
    lastChatIds: await readTable(source, 'tblLastChatId', malformed, packed('tblLastChatId')),
    bounds: await source.bounds(),
    lastInviteIds: await readTable(source, 'tblLastInviteId', malformed, packed('tblLastInviteId')),
    highestInvites: await readHighestInvites(source),
    malformed,
  };
  return { inventory, findings: recognised.findings, source };
}

/**
 * The principals alone, for whoever needs no more.
 * @throws OperatorError where the database is no Group Chat database, or lacks its core
 */
export async function readLegacyPrincipals(port: SourcePort): Promise<LegacyInventory['principals']> {
  const catalogue = await port.catalogue();
  const versionRows = await readVersion(port, catalogue);
  recogniseSource(catalogue, versionRows);
  const source = tolerantSource(port, catalogue, inferredDefaults(versionRows));
  return readTable(source, 'tblPrincipal', [], packed('tblPrincipal'));
}

async function readVersion(port: SourcePort, catalogue: Catalogue): Promise<Row[]> {
  if (findTable(catalogue, 'tblVersion') === null) return [];
  const rows: Row[] = [];
  const all = tolerantSource(port, catalogue, {});
  for await (const page of all.rows(legacySpec('tblVersion'))) rows.push(...page);
  return rows.toSorted((a, b) => Number(a.versionId) - Number(b.versionId));
}

async function readTable<T extends LegacyTableName>(
  source: SourcePort,
  table: T,
  malformed: MalformedRow[],
): Promise<LegacyRows[T][]>;
async function readTable<T extends LegacyTableName, L extends { push(row: LegacyRows[T]): unknown }>(
  source: SourcePort,
  table: T,
  malformed: MalformedRow[],
  good: L,
): Promise<L>;
async function readTable<T extends LegacyTableName>(
  source: SourcePort,
  table: T,
  malformed: MalformedRow[],
  good: { push(row: LegacyRows[T]): unknown } = [],
): Promise<unknown> {
  const spec = legacySpec(table);
  const faultOf = malformationCheck(spec);
  for await (const page of source.rows(spec)) {
    for (const row of page) {
      const reason = faultOf(row);
      if (reason === null) good.push(row as unknown as LegacyRows[T]);
      else malformed.push({ table, key: keyText(spec, row), reason, row });
    }
  }
  return good;
}

function packed<T extends LegacyTableName>(table: T): PackedRows<LegacyRows[T]> {
  const names = legacySpec(table).columns.map(({ name }) => name as keyof LegacyRows[T] & string);
  return new PackedRows(names);
}

/** Rows that the documents forbid count for nothing: the loading of this table rejects them. */
async function readAffiliations(source: SourcePort): Promise<Affiliations> {
  const spec = legacySpec('tblPrincipalAffiliations');
  const faultOf = malformationCheck(spec);
  const builder = Affiliations.builder();
  for await (const page of source.rows(spec)) {
    for (const row of page) {
      const { principalID, affiliationID } = row as unknown as LegacyRows['tblPrincipalAffiliations'];
      if (faultOf(row) === null) builder.add(principalID, affiliationID);
    }
  }
  return builder.build();
}

/** One number a principal: the invitations themselves pass through when they are loaded. They come in key order. */
async function readHighestInvites(source: SourcePort): Promise<LegacyInventory['highestInvites']> {
  const highest = new IntPairs();
  let [principal, last]: [number | null, number] = [null, 0];
  for await (const page of source.rows(legacySpec('tblPrincipalInvites'), new Set(['prinID', 'invID', 'nodeID']))) {
    for (const { prinID, invID } of page) {
      if (typeof prinID !== 'number' || typeof invID !== 'number') continue;
      if (principal === prinID) {
        last = Math.max(last, invID);
        continue;
      }
      if (principal !== null) highest.push(principal, last);
      [principal, last] = [prinID, invID];
    }
  }
  if (principal !== null) highest.push(principal, last);
  return highest;
}

/** Columns of the Node page whose tail is not available: who made a node and when, where the database does not tell. */
function inferredDefaults(versionRows: readonly Row[]): ColumnDefaults {
  const installed = Date.parse(`${String(versionRows[0]?.versionedOn).replace(' ', 'T')}Z`);
  const ticks = Number.isNaN(installed) ? OLDEST_TICKS : msToTicks(installed);
  return {
    tblNode: {
      nodeAddedBy: SYSTEM_PRINCIPAL,
      nodeAddedOn: ticks,
      nodeUpdatedBy: SYSTEM_PRINCIPAL,
      nodeUpdatedOn: ticks,
    },
  };
}

export function legacySpec(table: LegacyTableName): TableSpec {
  const spec = LEGACY_TABLES.find((candidate) => candidate.name === table);
  if (spec === undefined) throw new Error(`no documented table ${table}`);
  return spec;
}
