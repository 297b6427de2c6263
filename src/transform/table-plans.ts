/** The plan's decisions as tables of the target, in the order in which foreign keys allow them to be loaded. */
import type { Affiliations } from '#src/model/affiliations.ts';
import { chosen } from '#src/model/chosen-rows.ts';
import type { CurrentLastChatId, CurrentNode, CurrentSiopWhiteList } from '#src/model/current.ts';
import type { LegacyPrincipal } from '#src/model/legacy.ts';
import type { PassThrough, PlannedTable, TablePlan } from '#src/model/plan.ts';
import { only, type RowList } from '#src/model/row-list.ts';
import type { Row } from '#src/model/value.ts';
import type { AddInPlan } from './add-ins.ts';
import type { IntRows } from './int-rows.ts';
import type { PassThroughInput } from './pass-through.ts';
import * as passThrough from './pass-through.ts';
import type { PlannedRoles } from './planned-roles.ts';
import { dirtyRow, isReadFromDirectory, principalRow, selfAffiliation } from './principal-rows.ts';
import { TYPE } from './principals.ts';
import type { References } from './references.ts';

export interface TableInput {
  readonly addIns: AddInPlan;
  readonly targetAddIns: readonly CurrentSiopWhiteList[];
  /** New to the target, ascending by legacy ID. */
  readonly fresh: RowList<LegacyPrincipal>;
  readonly principalIds: ReadonlyMap<number, number>;
  readonly targetPrincipalIds: ReadonlySet<number>;
  /** Those of them that the source has no self-affiliation of. */
  readonly withoutSelf: RowList<LegacyPrincipal>;
  readonly references: References;
  readonly systemId: number;
  /** Categories before rooms. */
  readonly nodes: RowList<CurrentNode>;
  readonly targetNodeIds: ReadonlySet<number>;
  /** nodeIDs of the target's own nodes that are overwritten. */
  readonly takenOver: ReadonlySet<number>;
  readonly scopes: IntRows;
  readonly roles: PlannedRoles;
  /** By new nodeID, ascending. */
  readonly chatCounters: RowList<CurrentLastChatId>;
  /** New prinID → lastInviteID, ascending. */
  readonly inviteCounters: ReadonlyMap<number, number>;
  readonly passThrough: PassThroughInput;
}

type Ownership = (row: Row) => boolean;

export function tablePlans(input: TableInput): readonly TablePlan[] {
  const { addIns, fresh, references, nodes, takenOver } = input;
  const foreignAddIns = new Set(input.targetAddIns.map((addIn) => addIn.siopID));
  for (const siopID of addIns.replaced) foreignAddIns.delete(siopID);
  const ours = (column: string, foreign: ReadonlySet<number>, back: ReadonlySet<number> | null = null): Ownership => {
    return (row) => {
      const id = row[column];
      return typeof id === 'number' && (!foreign.has(id) || (back?.has(id) ?? false));
    };
  };
  const ourNode = (column: string) => ours(column, input.targetNodeIds, takenOver);
  const ourPrincipal = (column: string) => ours(column, input.targetPrincipalIds);
  const idOf = (principal: Pick<LegacyPrincipal, 'prinID'>) =>
    input.principalIds.get(principal.prinID) ?? principal.prinID;
  const dirty = chosen(fresh, ['prinTypeID'], isReadFromDirectory);

  return [
    plan('tblSiopWhiteList', 'structure', {
      count: addIns.rows.length,
      rows: () => addIns.rows,
      owns: (row) => typeof row.siopID === 'string' && !foreignAddIns.has(row.siopID),
      replaces: (row) => typeof row.siopID === 'string' && addIns.replaced.has(row.siopID),
    }),
    plan('tblPrincipal', 'structure', {
      count: fresh.length,
      rows: () => mapped(fresh, (principal) => principalRow(principal, idOf(principal), references)),
      owns: ourPrincipal('prinID'),
    }),
    plan('tblPrincipalMeta', 'structure', {
      count: dirty.length,
      rows: () => mapped(only(dirty, 'prinID'), (principal) => dirtyRow(idOf(principal))),
      owns: ourPrincipal('prinID'),
    }),
    plan('tblPrincipalAffiliations', 'structure', {
      count: input.withoutSelf.length,
      rows: () =>
        mapped(only(input.withoutSelf, 'prinID'), (principal) => selfAffiliation(idOf(principal), input.systemId)),
      from: passThrough.affiliations(input.passThrough),
      owns: either(ourPrincipal('principalID'), ourPrincipal('affiliationID')),
    }),
    plan('tblPrincipalMembers', 'structure', {
      from: passThrough.members(input.passThrough),
      owns: ourPrincipal('prinID'),
    }),
    plan('tblNode', 'structure', {
      count: nodes.length,
      rows: () => nodes,
      owns: ourNode('nodeID'),
      replaces: (row) => typeof row.nodeID === 'number' && takenOver.has(row.nodeID),
    }),
    plan('tblScopePrincipal', 'structure', {
      count: input.scopes.length,
      rows: () => mapped(input.scopes, scopeRow),
      owns: ourNode('scopeNodeID'),
    }),
    plan('tblPrincipalRole', 'structure', {
      count: input.roles.length,
      rows: () => input.roles,
      owns: ourNode('prinRoleNodeID'),
    }),
    plan('tblLastChatId', 'counters', {
      count: input.chatCounters.length,
      rows: () => input.chatCounters,
      owns: ourNode('nodeID'),
    }),
    plan('tblPrincipalInvites', 'counters', {
      from: passThrough.invites(input.passThrough),
      owns: ourNode('nodeID'),
    }),
    plan('tblLastInviteId', 'counters', {
      count: input.inviteCounters.size,
      rows: () => mapped(input.inviteCounters, ([prinID, lastInviteID]) => ({ prinID, lastInviteID })),
      owns: ourPrincipal('prinID'),
    }),
    plan('tblPreference', 'counters', {
      from: passThrough.preferences(input.passThrough),
      owns: (row) => !isOwnPreference(row, input.passThrough),
    }),
  ];
}

function either(one: Ownership, other: Ownership): Ownership {
  return (row) => one(row) || other(row);
}

/** New principals that everyone but system users must have a self-affiliation of. */
export function lackingSelf(fresh: RowList<LegacyPrincipal>, affiliations: Affiliations): RowList<LegacyPrincipal> {
  return chosen(
    fresh,
    ['prinID', 'prinTypeID'],
    ({ prinID, prinTypeID }) => prinTypeID !== TYPE.system && !affiliations.of(prinID).includes(prinID),
  );
}

interface PlanParts {
  readonly count?: number;
  readonly rows?: () => Iterable<object>;
  readonly from?: PassThrough;
  readonly owns: Ownership;
  readonly replaces?: Ownership;
}

function plan(table: PlannedTable, phase: TablePlan['phase'], parts: PlanParts): TablePlan {
  return {
    table,
    phase,
    plannedRows: parts.count ?? 0,
    planned: () => (parts.rows?.() ?? []) as Iterable<Row>,
    passThrough: parts.from ?? null,
    owns: parts.owns,
    replaces: parts.replaces ?? (() => false),
  };
}

function* mapped<T, R>(items: Iterable<T>, make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}

function scopeRow([scopeNodeID, scopePrinID, scopeUpdatedBy]: Int32Array) {
  return { scopeNodeID, scopePrinID, scopeIsDenied: false, scopeUpdatedBy };
}

function isOwnPreference(row: Row, input: PassThroughInput): boolean {
  const { prefLabel, prefSeqID } = row;
  if (typeof prefLabel !== 'string' || typeof prefSeqID !== 'number') return false;
  return input.preferenceKeys.has(passThrough.preferenceKey(prefLabel, prefSeqID, input.collation));
}
