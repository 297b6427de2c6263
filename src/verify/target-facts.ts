/**
 * The target as the invariants see it: read once, kept as numbers, so that 150,000 principals, two million access
 * entries and as many invitations fit into a few dozen megabytes.
 */
import type { TargetReader } from '#src/load/target-port.ts';
import { Affiliations } from '#src/model/affiliations.ts';
import { GrowingInts } from '#src/model/growing-ints.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import type { Row, SqlValue } from '#src/model/value.ts';

export interface NodeFact {
  readonly id: number;
  readonly guid: string;
  readonly parent: number | null;
  readonly isCategory: boolean;
  readonly name: string;
  readonly invite: boolean | null;
  readonly logged: boolean | null;
  readonly filePost: boolean | null;
  readonly disabled: boolean;
  readonly behavior: number;
  readonly visibility: number;
  readonly addIn: string | null;
  readonly addedBy: number;
  readonly updatedBy: number;
}

export interface TargetFacts {
  readonly nodes: ReadonlyMap<number, NodeFact>;
  /** prinID → prinTypeID */
  readonly principals: ReadonlyMap<number, number>;
  /** prinIDs whose prinGuid another principal has as well. */
  readonly sharedGuids: readonly number[];
  /** Upper-case siopIDs. */
  readonly addIns: ReadonlySet<string>;
  /** rtypeDesc, lower case → rtypeID */
  readonly roleTypes: ReadonlyMap<string, number>;
  /** valueID → attributeID of tblEnumValue */
  readonly enumValues: ReadonlyMap<number, number>;
  /** Types of tblPrincipalType that are system users. */
  readonly systemTypes: ReadonlySet<number>;
  /** Flat triples: node, principal, 1 = denied. */
  readonly scopes: Int32Array;
  /** Flat triples: node, principal, role type. */
  readonly roles: Int32Array;
  /** Flat triples: principal, invitation, node. */
  readonly invites: Int32Array;
  readonly lastInvites: ReadonlyMap<number, number>;
  /** Room → its counters; more than one is an error. */
  readonly counters: ReadonlyMap<number, readonly bigint[]>;
  readonly bounds: readonly RoomBounds[];
  readonly selfAffiliated: ReadonlySet<number>;
  /** Only pairs whose affiliation some scope names. */
  readonly affiliations: Affiliations;
}

export async function readTargetFacts(reader: TargetReader): Promise<TargetFacts> {
  const scopes = await triples(reader, 'tblScopePrincipal', ['scopeNodeID', 'scopePrinID', 'scopeIsDenied']);
  const scoped = new Set<number>();
  for (let at = 1; at < scopes.length; at += 3) scoped.add(scopes[at] ?? 0);
  const types = await whole(reader, 'tblPrincipalType');
  return {
    nodes: await readNodes(reader),
    ...(await readPrincipals(reader)),
    addIns: new Set((await whole(reader, 'tblSiopWhiteList')).map((row) => String(row.siopID).toUpperCase())),
    roleTypes: new Map(
      (await whole(reader, 'tblRoleType')).map((row) => [String(row.rtypeDesc).toLowerCase(), int(row.rtypeID)]),
    ),
    enumValues: new Map((await whole(reader, 'tblEnumValue')).map((row) => [int(row.valueID), int(row.attributeID)])),
    systemTypes: new Set(types.filter((row) => row.ptypeIsSystemUser === true).map((row) => int(row.ptypeID))),
    scopes,
    roles: await triples(reader, 'tblPrincipalRole', ['prinRoleNodeID', 'prinRolePrinID', 'prinRoleTypeID']),
    invites: await triples(reader, 'tblPrincipalInvites', ['prinID', 'invID', 'nodeID']),
    lastInvites: new Map(
      (await whole(reader, 'tblLastInviteId')).map((row) => [int(row.prinID), int(row.lastInviteID)]),
    ),
    counters: await readCounters(reader),
    bounds: await reader.bounds(),
    ...(await readAffiliations(reader, scoped)),
  };
}

async function readNodes(reader: TargetReader): Promise<Map<number, NodeFact>> {
  const nodes = new Map<number, NodeFact>();
  for await (const row of rowsOf(reader, 'tblNode')) {
    nodes.set(int(row.nodeID), {
      id: int(row.nodeID),
      guid: String(row.nodeGuid).toUpperCase(),
      parent: row.parentID === null ? null : int(row.parentID),
      isCategory: row.nodeType === true,
      name: String(row.nodeName),
      invite: bit(row.invite),
      logged: bit(row.logged),
      filePost: bit(row.filePost),
      disabled: row.disabled === true,
      behavior: int(row.behavior),
      visibility: int(row.visibility),
      addIn: typeof row.siopID === 'string' ? row.siopID.toUpperCase() : null,
      addedBy: int(row.nodeAddedBy),
      updatedBy: int(row.nodeUpdatedBy),
    });
  }
  return nodes;
}

async function readPrincipals(reader: TargetReader): Promise<Pick<TargetFacts, 'principals' | 'sharedGuids'>> {
  const principals = new Map<number, number>();
  const byGuid = new Map<string, number>();
  const sharedGuids: number[] = [];
  for await (const row of rowsOf(reader, 'tblPrincipal', ['prinID', 'prinGuid', 'prinTypeID'])) {
    const id = int(row.prinID);
    const guid = String(row.prinGuid).toUpperCase();
    principals.set(id, int(row.prinTypeID));
    if (byGuid.has(guid)) sharedGuids.push(id);
    else byGuid.set(guid, id);
  }
  return { principals, sharedGuids };
}

async function readCounters(reader: TargetReader): Promise<Map<number, bigint[]>> {
  const counters = new Map<number, bigint[]>();
  for await (const row of rowsOf(reader, 'tblLastChatId')) {
    const last = typeof row.lastChatID === 'bigint' ? row.lastChatID : 0n;
    const there = counters.get(int(row.nodeID));
    if (there === undefined) counters.set(int(row.nodeID), [last]);
    else there.push(last);
  }
  return counters;
}

async function readAffiliations(
  reader: TargetReader,
  scoped: ReadonlySet<number>,
): Promise<Pick<TargetFacts, 'selfAffiliated' | 'affiliations'>> {
  const selfAffiliated = new Set<number>();
  const builder = Affiliations.builder();
  for await (const row of rowsOf(reader, 'tblPrincipalAffiliations')) {
    const principal = int(row.principalID);
    const affiliation = int(row.affiliationID);
    if (principal === affiliation) selfAffiliated.add(principal);
    if (scoped.has(affiliation)) builder.add(principal, affiliation);
  }
  return { selfAffiliated, affiliations: builder.build() };
}

async function triples(
  reader: TargetReader,
  table: string,
  columns: readonly [string, string, string],
): Promise<Int32Array> {
  const values = new GrowingInts();
  for await (const row of rowsOf(reader, table, columns)) for (const column of columns) values.push(int(row[column]));
  return values.trimmed();
}

async function whole(reader: TargetReader, table: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of rowsOf(reader, table)) rows.push(row);
  return rows;
}

/** @param columns what to read; everything unless given. The key's columns are read in any case. */
async function* rowsOf(reader: TargetReader, table: string, columns?: readonly string[]): AsyncIterable<Row> {
  const spec = CURRENT_TABLES.find((one) => one.name === table);
  if (spec === undefined) throw new Error(`no documented table ${table}`);
  const present = columns === undefined ? undefined : new Set([...columns, ...spec.primaryKey]);
  for await (const page of reader.rows(spec, present)) yield* page;
}

function int(value: SqlValue | undefined): number {
  return Number(value ?? 0);
}

function bit(value: SqlValue | undefined): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
