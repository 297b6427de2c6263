/**
 * The target as the invariants see it: read once, when they are checked, and kept as numbers, so that 150,000 principals,
 * two million access entries and as many invitations fit into a few dozen megabytes.
 */
import type { TargetReader } from '#src/load/target-port.ts';
import { Affiliations } from '#src/model/affiliations.ts';
import { GrowingInts } from '#src/model/growing-ints.ts';
import { IntMap } from '#src/model/int-map.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import { DuplicateTexts } from './duplicate-texts.ts';
import { type NodeFacts, PackedNodes } from './node-facts.ts';

/** A list of integers, three by three. */
export type Triples = Pick<Int32Array, 'length' | 'at'>;

export interface TargetFacts {
  readonly nodes: NodeFacts;
  /** Numbers of nodes whose nodeGuid another node before them has as well. */
  readonly sharedNodeGuids: readonly number[];
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
  readonly scopes: Triples;
  /** Flat triples: node, principal, role type. */
  readonly roles: Triples;
  /** Flat triples: principal, invitation, node. */
  readonly invites: Triples;
  readonly lastInvites: ReadonlyMap<number, number>;
  /** Room → its counters; more than one is an error. */
  readonly counters: ReadonlyMap<number, readonly bigint[]>;
  readonly bounds: readonly RoomBounds[];
  readonly selfAffiliated: Pick<ReadonlySet<number>, 'has'>;
  /** Only pairs whose affiliation some scope names. */
  readonly affiliations: Affiliations;
}

/** @param bounds of every room of the target with messages */
export async function readTargetFacts(reader: TargetReader, bounds: readonly RoomBounds[]): Promise<TargetFacts> {
  const scopes = await triples(reader, 'tblScopePrincipal', ['scopeNodeID', 'scopePrinID', 'scopeIsDenied']);
  const scoped = new Set<number>();
  for (let at = 1; at < scopes.length; at += 3) scoped.add(scopes.at(at) ?? 0);
  const types = await whole(reader, 'tblPrincipalType');
  return {
    ...(await readNodes(reader)),
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
    lastInvites: (await pairs(reader, 'tblLastInviteId', ['prinID', 'lastInviteID'])).map(),
    counters: await readCounters(reader),
    bounds,
    ...(await readAffiliations(reader, scoped)),
  };
}

async function readNodes(reader: TargetReader): Promise<Pick<TargetFacts, 'nodes' | 'sharedNodeGuids'>> {
  const nodes = new PackedNodes();
  const guids = new DuplicateTexts();
  for await (const row of rowsOf(reader, 'tblNode')) {
    guids.add(String(row.nodeGuid).toUpperCase());
    nodes.add({
      id: int(row.nodeID),
      parent: row.parentID === null ? null : int(row.parentID),
      isCategory: row.nodeType === true,
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
  return { nodes, sharedNodeGuids: await guids.found(() => guidsOf(reader, 'tblNode', 'nodeID', 'nodeGuid')) };
}

async function readPrincipals(reader: TargetReader): Promise<Pick<TargetFacts, 'principals' | 'sharedGuids'>> {
  const principals = new Pairs();
  const guids = new DuplicateTexts();
  for await (const row of rowsOf(reader, 'tblPrincipal', ['prinID', 'prinGuid', 'prinTypeID'])) {
    principals.add(int(row.prinID), int(row.prinTypeID));
    guids.add(String(row.prinGuid).toUpperCase());
  }
  return {
    principals: principals.map(),
    sharedGuids: await guids.found(() => guidsOf(reader, 'tblPrincipal', 'prinID', 'prinGuid')),
  };
}

async function* guidsOf(
  reader: TargetReader,
  table: string,
  id: string,
  guid: string,
): AsyncIterable<readonly [id: number, guid: string]> {
  for await (const row of rowsOf(reader, table, [id, guid])) yield [int(row[id]), String(row[guid]).toUpperCase()];
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
  const selfAffiliated = new Pairs();
  const builder = Affiliations.builder();
  for await (const row of rowsOf(reader, 'tblPrincipalAffiliations')) {
    const principal = int(row.principalID);
    const affiliation = int(row.affiliationID);
    if (principal === affiliation) selfAffiliated.add(principal, affiliation);
    if (scoped.has(affiliation)) builder.add(principal, affiliation);
  }
  return { selfAffiliated: selfAffiliated.map(), affiliations: builder.build() };
}

/** Integers by integers, on their way to a map of them. */
class Pairs {
  readonly #keys = new GrowingInts();
  readonly #values = new GrowingInts();

  add(key: number, value: number): void {
    this.#keys.push(key);
    this.#values.push(value);
  }

  map(): IntMap {
    return IntMap.of(this.#entries());
  }

  *#entries(): Iterable<readonly [number, number]> {
    for (let at = 0; at < this.#keys.length; at++) yield [this.#keys.at(at), this.#values.at(at)];
  }
}

async function pairs(reader: TargetReader, table: string, columns: readonly [string, string]): Promise<Pairs> {
  const found = new Pairs();
  for await (const row of rowsOf(reader, table, columns)) found.add(int(row[columns[0]]), int(row[columns[1]]));
  return found;
}

async function triples(
  reader: TargetReader,
  table: string,
  columns: readonly [string, string, string],
): Promise<Triples> {
  const values = new ThreeColumns();
  const [one, other, third] = columns;
  for await (const row of rowsOf(reader, table, columns)) values.add(int(row[one]), int(row[other]), int(row[third]));
  return values;
}

/** Each column by itself, because small numbers take less. */
class ThreeColumns implements Triples {
  readonly #columns = [new GrowingInts(), new GrowingInts(), new GrowingInts()] as const;

  get length(): number {
    return this.#columns[0].length * 3;
  }

  add(one: number, other: number, third: number): void {
    this.#columns[0].push(one);
    this.#columns[1].push(other);
    this.#columns[2].push(third);
  }

  at(index: number): number | undefined {
    return this.#columns[index % 3]?.at(Math.floor(index / 3));
  }
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
