/**
 * The finished plan, made of nothing but what it still needs: its functions live as long as the migration, and must not
 * keep the roles and affiliations of the source in memory with them.
 */
import { IntMap } from '#src/model/int-map.ts';
import type { TargetInventory } from '#src/model/inventory.ts';
import type { LegacyPrincipal } from '#src/model/legacy.ts';
import { PackedRows } from '#src/model/packed-rows.ts';
import type { AssignedIds, MigrationPlan } from '#src/model/plan.ts';
import type { Policies } from '#src/model/policies.ts';
import type { RowList } from '#src/model/row-list.ts';
import type { AddInPlan } from './add-ins.ts';
import { type ChangeInput, changes } from './changes.ts';
import type { Collation } from './collation.ts';
import type { IntRows } from './int-rows.ts';
import type { NodePlan } from './node-plan.ts';
import { type PassThroughInput, preferenceKey } from './pass-through.ts';
import { placeholderId, placeholderRows } from './placeholders.ts';
import type { PlannedRoles } from './planned-roles.ts';
import type { PrincipalPlan } from './principal-plan.ts';
import { RULE_VERSION } from './rule-version.ts';
import { tablePlans } from './table-plans.ts';
import { SINCE, translator } from './translate.ts';

export interface PlanPieces extends Pick<MigrationPlan, 'hash' | 'findings' | 'ledgers' | 'rejects' | 'rooms'> {
  readonly assigned: AssignedIds;
  readonly nodes: Pick<NodePlan, 'ids' | 'names' | 'rows' | 'targetIds' | 'takenOver'>;
  readonly tree: NodePlan['tree'];
  readonly selection: NodePlan['selection'];
  readonly room: NodePlan['room'];
  readonly principals: PrincipalPlan;
  readonly addIns: AddInPlan;
  readonly scopes: IntRows;
  readonly roles: PlannedRoles;
  /** Legacy room → lastChatID. */
  readonly counters: ReadonlyMap<number, bigint>;
  /** New prinID → lastInviteID, ascending. */
  readonly inviteCounters: ReadonlyMap<number, number>;
  readonly withoutSelf: RowList<LegacyPrincipal>;
  readonly items: ChangeInput['items'];
  readonly target: Pick<TargetInventory, 'addIns' | 'preferenceKeys' | 'systemRevision'>;
  /** What tells this source from others. */
  readonly sourceKey: string;
  readonly collation: Collation;
  readonly policies: Policies;
  /** Ticks. */
  readonly since: bigint | null;
  readonly notes: ChangeInput['notes'];
}

export function assemblePlan(pieces: PlanPieces): MigrationPlan {
  const { nodes, principals, addIns, target, assigned, sourceKey } = pieces;
  const { ids: principalIds, systemId } = principals;
  const idOf = (legacyId: number) => placeholderId(legacyId, principals.placeholderBase, principals.isTaken);
  return {
    ruleVersion: RULE_VERSION,
    hash: pieces.hash,
    findings: pieces.findings,
    ledgers: pieces.ledgers,
    rejects: pieces.rejects,
    rooms: pieces.rooms,
    changes: changes({ ...pieces, names: nodes.names, nodeIds: nodes.ids, principalIds, matches: principals.matches }),
    // What was given once stays given, even to a room that is disabled meanwhile.
    assigned: {
      nodes: added(assigned.nodes, nodes.ids),
      principals: added(assigned.principals, principalIds),
      addIns: new Map([...assigned.addIns, ...addIns.ids]),
      placeholderBase: principals.placeholderBase,
    },
    tables: tables(pieces),
    takenOver: [...nodes.takenOver].sort((a, b) => a - b),
    systemRevision: target.systemRevision === null ? null : target.systemRevision + 1n,
    messageMapping: { authors: principalIds, since: pieces.since, sinceRule: SINCE },
    translate: translator({
      authors: principalIds,
      since: pieces.since,
      orphanAuthor: pieces.policies.orphanAuthor,
      placeholderId: idOf,
    }),
    placeholder: (legacyId) => {
      const prinID = idOf(legacyId);
      return prinID === null ? null : placeholderRows(legacyId, prinID, sourceKey, systemId);
    },
  };
}

function added(before: ReadonlyMap<number, number>, now: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  if ([...before.keys()].every((key) => now.has(key))) return now;
  return IntMap.of(
    (function* both() {
      yield* before;
      yield* now;
    })(),
  );
}

function tables(pieces: PlanPieces): MigrationPlan['tables'] {
  const { nodes, principals, addIns, target, counters, collation } = pieces;
  // By itself: what stays looks into it, and would keep the names of all nodes as well.
  const { ids: nodeIds } = nodes;
  const { matches, ids: principalIds, references } = principals;
  const passThrough: PassThroughInput = {
    principalIds,
    isFresh: (legacyId) => principalIds.has(legacyId) && !matches.matched.has(legacyId),
    isShared: (legacyId) => principals.shared.has(legacyId),
    room: pieces.room,
    references,
    policies: pieces.policies,
    preferenceKeys: preferenceKeys(target.preferenceKeys, collation),
    collation,
  };
  return tablePlans({
    addIns,
    targetAddIns: target.addIns,
    fresh: matches.fresh,
    principalIds,
    targetPrincipalIds: principals.targetIds,
    withoutSelf: pieces.withoutSelf,
    references,
    systemId: principals.systemId,
    nodes: nodes.rows,
    targetNodeIds: nodes.targetIds,
    takenOver: nodes.takenOver,
    scopes: pieces.scopes,
    roles: pieces.roles,
    chatCounters: PackedRows.of(
      ['nodeID', 'lastChatID'],
      [...counters]
        .map(([legacyId, lastChatID]) => ({ nodeID: nodeIds.get(legacyId) ?? legacyId, lastChatID }))
        .sort((a, b) => a.nodeID - b.nodeID),
    ),
    inviteCounters: pieces.inviteCounters,
    passThrough,
  });
}

/** @param keys prefLabel/prefSeqID; labels may hold slashes themselves */
function preferenceKeys(keys: readonly string[], collation: Collation): ReadonlySet<string> {
  return new Set(
    keys.map((key) => {
      const slash = key.lastIndexOf('/');
      return preferenceKey(key.slice(0, slash), Number(key.slice(slash + 1)), collation);
    }),
  );
}
