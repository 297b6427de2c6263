/**
 * Takes the facts that the invariants are about from the target's rows while they pass by, so that the tables that are
 * compared are not read once more. What has not passed by as a whole is read in the end. Scopes are read first: they say
 * which affiliations are worth keeping.
 */
import type { TargetReader } from '#src/load/target-port.ts';
import { Affiliations } from '#src/model/affiliations.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import { DuplicateTexts } from './duplicate-texts.ts';
import { Pairs, ThreeColumns } from './int-columns.ts';
import { type NodeFact, PackedNodes } from './node-facts.ts';
import type { TargetFacts } from './target-facts.ts';

/** What is kept of a table: of which columns, and what of each row. The key's columns are read in any case. */
interface Part {
  readonly columns: readonly string[];
  take(row: Row): void;
}

export class FactsReading {
  readonly #reader: TargetReader;
  readonly #scopes = new ThreeColumns();
  readonly #scoped = new Set<number>();
  readonly #nodes = new PackedNodes();
  readonly #nodeGuids = new DuplicateTexts();
  readonly #principals = new Pairs();
  readonly #principalGuids = new DuplicateTexts();
  readonly #addIns = new Set<string>();
  readonly #roleTypes = new Map<string, number>();
  readonly #enumValues = new Map<number, number>();
  readonly #systemTypes = new Set<number>();
  readonly #roles = new ThreeColumns();
  readonly #invites = new ThreeColumns();
  readonly #lastInvites = new Pairs();
  readonly #counters = new Map<number, bigint[]>();
  readonly #selfAffiliated = new Pairs();
  readonly #affiliations = Affiliations.builder();
  /** By tables; those that have passed by are taken out. */
  readonly #parts: Map<string, Part>;

  /** Reads the scopes; everything else may pass by now. */
  static async begin(reader: TargetReader): Promise<FactsReading> {
    const reading = new FactsReading(reader);
    const columns = ['scopeNodeID', 'scopePrinID', 'scopeIsDenied'];
    for await (const row of rowsOf(reader, 'tblScopePrincipal', columns)) {
      reading.#scopes.add(int(row.scopeNodeID), int(row.scopePrinID), int(row.scopeIsDenied));
      reading.#scoped.add(int(row.scopePrinID));
    }
    return reading;
  }

  private constructor(reader: TargetReader) {
    this.#reader = reader;
    this.#parts = new Map(Object.entries(this.#ofTables()));
  }

  /** Rows of a table, all of which pass by once, whoever they belong to, with all their columns. */
  rows(table: string, rows: readonly Row[]): void {
    const part = this.#parts.get(table);
    if (part !== undefined) for (const row of rows) part.take(row);
  }

  /** All rows of the table have passed by. */
  passed(table: string): void {
    this.#parts.delete(table);
  }

  /** Reads what has not passed by. @param bounds of every room of the target with messages */
  async finish(bounds: Iterable<RoomBounds>): Promise<TargetFacts> {
    const reader = this.#reader;
    for (const [table, { columns, take }] of this.#parts) {
      for await (const row of rowsOf(reader, table, columns)) take(row);
    }
    this.#parts.clear();
    return {
      nodes: this.#nodes,
      sharedNodeGuids: await this.#nodeGuids.found(() => guidsOf(reader, 'tblNode', 'nodeID', 'nodeGuid')),
      principals: this.#principals.map(),
      sharedGuids: await this.#principalGuids.found(() => guidsOf(reader, 'tblPrincipal', 'prinID', 'prinGuid')),
      addIns: this.#addIns,
      roleTypes: this.#roleTypes,
      enumValues: this.#enumValues,
      systemTypes: this.#systemTypes,
      scopes: this.#scopes,
      roles: this.#roles,
      invites: this.#invites,
      lastInvites: this.#lastInvites.map(),
      counters: this.#counters,
      bounds,
      selfAffiliated: this.#selfAffiliated.map(),
      affiliations: this.#affiliations.build(),
    };
  }

  #ofTables(): Readonly<Record<string, Part>> {
    const part = (columns: readonly string[], take: Part['take']): Part => ({ columns, take });
    return {
      tblPrincipalType: part(['ptypeID', 'ptypeIsSystemUser'], ({ ptypeID, ptypeIsSystemUser }) => {
        if (ptypeIsSystemUser === true) this.#systemTypes.add(int(ptypeID));
      }),
      tblNode: part(NODE_COLUMNS, (row) => {
        this.#nodeGuids.add(String(row.nodeGuid).toUpperCase());
        this.#nodes.add(nodeOf(row));
      }),
      tblPrincipal: part(['prinID', 'prinGuid', 'prinTypeID'], ({ prinID, prinGuid, prinTypeID }) => {
        this.#principals.add(int(prinID), int(prinTypeID));
        this.#principalGuids.add(String(prinGuid).toUpperCase());
      }),
      tblSiopWhiteList: part(['siopID'], ({ siopID }) => void this.#addIns.add(String(siopID).toUpperCase())),
      tblRoleType: part(['rtypeID', 'rtypeDesc'], ({ rtypeID, rtypeDesc }) => {
        this.#roleTypes.set(String(rtypeDesc).toLowerCase(), int(rtypeID));
      }),
      tblEnumValue: part(['valueID', 'attributeID'], ({ valueID, attributeID }) => {
        this.#enumValues.set(int(valueID), int(attributeID));
      }),
      tblPrincipalRole: part(['prinRoleNodeID', 'prinRolePrinID', 'prinRoleTypeID'], (row) => {
        this.#roles.add(int(row.prinRoleNodeID), int(row.prinRolePrinID), int(row.prinRoleTypeID));
      }),
      tblPrincipalInvites: part(['prinID', 'invID', 'nodeID'], ({ prinID, invID, nodeID }) => {
        this.#invites.add(int(prinID), int(invID), int(nodeID));
      }),
      tblLastInviteId: part(['prinID', 'lastInviteID'], ({ prinID, lastInviteID }) => {
        this.#lastInvites.add(int(prinID), int(lastInviteID));
      }),
      tblLastChatId: part(['nodeID', 'lastChatID'], (row) => this.#count(row)),
      tblPrincipalAffiliations: part(['principalID', 'affiliationID'], ({ principalID, affiliationID }) => {
        const [principal, affiliation] = [int(principalID), int(affiliationID)];
        if (principal === affiliation) this.#selfAffiliated.add(principal, affiliation);
        if (this.#scoped.has(affiliation)) this.#affiliations.add(principal, affiliation);
      }),
    };
  }

  #count({ nodeID, lastChatID }: Row): void {
    const last = typeof lastChatID === 'bigint' ? lastChatID : 0n;
    const there = this.#counters.get(int(nodeID));
    if (there === undefined) this.#counters.set(int(nodeID), [last]);
    else there.push(last);
  }
}

const NODE_COLUMNS = [
  ...['nodeID', 'nodeGuid', 'parentID', 'nodeType', 'invite', 'logged', 'filePost', 'disabled', 'behavior'],
  ...['visibility', 'siopID', 'nodeAddedBy', 'nodeUpdatedBy'],
];

function nodeOf(row: Row): NodeFact {
  return {
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

async function* rowsOf(reader: TargetReader, table: string, columns: readonly string[]): AsyncIterable<Row> {
  const spec = CURRENT_TABLES.find((one) => one.name === table);
  if (spec === undefined) throw new Error(`no documented table ${table}`);
  for await (const page of reader.rows(spec, new Set([...columns, ...spec.primaryKey]))) yield* page;
}

function int(value: SqlValue | undefined): number {
  return Number(value ?? 0);
}

function bit(value: SqlValue | undefined): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
