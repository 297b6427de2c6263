/**
 * The plan: what the target will hold, decided from the two inventories, the settings and the IDs given out before, and
 * from nothing else. The same input gives the same plan. Bad data gives findings and rejects, never a throw.
 */
import type { LegacyInventory, TargetInventory } from '#src/model/inventory.ts';
import type { LegacyPrincipal } from '#src/model/legacy.ts';
import type { AssignedIds, MigrationPlan } from '#src/model/plan.ts';
import type { Filter, Policies } from '#src/model/policies.ts';
import { only, type RowList } from '#src/model/row-list.ts';
import { planAddIns } from './add-ins.ts';
import { assemblePlan } from './assemble-plan.ts';
import { chatCounters } from './chat-counters.ts';
import { collationNamed } from './collation.ts';
import { Findings } from './findings.ts';
import { fingerprint } from './fingerprint.ts';
import { planInviteCounters } from './invite-counters.ts';
import { Ledgers } from './ledgers.ts';
import { rejectMalformed } from './malformed.ts';
import { planNodes } from './node-plan.ts';
import { reportNotMigrated } from './not-migrated.ts';
import { Notes } from './notes.ts';
import { orderedSource, orderedTarget } from './ordered.ts';
import { checkDatabases } from './preconditions.ts';
import { planPrincipals } from './principal-plan.ts';
import { roleTypes } from './role-types.ts';
import { planRoles } from './roles.ts';
import { roomPlans } from './room-plans.ts';
import { RULE_VERSION } from './rule-version.ts';
import { planScopes } from './scopes.ts';
import { sinceTicks } from './since.ts';
import { plural } from './subjects.ts';
import { lackingSelf } from './table-plans.ts';

export interface PlanInput {
  readonly source: LegacyInventory;
  /** As it was before the first write of this migration. */
  readonly target: TargetInventory;
  /** `NOTHING_ASSIGNED`, or what an earlier plan of this migration returned as `assigned`. */
  readonly assigned: AssignedIds;
  readonly policies: Policies;
  readonly filter: Filter;
  /** Called between large steps, when most of what the step before has made is of no use any more. Decides nothing. */
  readonly between?: () => void;
}

export function planMigration(input: PlanInput): MigrationPlan {
  const { assigned, policies, filter, between = () => {} } = input;
  const source = orderedSource(input.source);
  const target = orderedTarget(input.target);
  const findings = new Findings();
  const ledgers = new Ledgers();
  const notes = { nodes: new Notes(), principals: new Notes(), addIns: new Notes() };
  const collation = collationNamed(target.collation);

  checkDatabases(source, target, collation, findings);
  rejectMalformed(source.malformed, ledgers, findings);
  readLedgers(source, ledgers);
  const principals = planPrincipals(source, target, assigned, ledgers, findings, notes.principals);
  const { ids: principalIds, references, matches } = principals;
  between();
  const { addIns: sourceAddIns } = source;
  const addIns = planAddIns(
    { addIns: sourceAddIns, targetAddIns: target.addIns, assigned: assigned.addIns, policies, collation },
    ledgers,
    findings,
    notes.addIns,
  );
  const nodes = planNodes(
    { ...input, source, target, collation, addInIds: addIns.ids, references },
    ledgers,
    findings,
    notes.nodes,
  );
  const { tree, selection, ids: nodeIds, categoryOf } = nodes;
  between();
  const shape = { tree, selection, categoryOf, nodeIds, principalIds, references };
  const scopes = planScopes({ ...shape, scopes: source.scopes }, ledgers, findings);
  const roles = planRoles(
    {
      ...shape,
      policies,
      roles: source.roles,
      types: roleTypes(source.roleTypes, target.roleTypes, findings),
      scopeMembers: scopes.members,
      affiliations: source.affiliations,
      namesOf: namesOf(source.principals),
      isAuditorium: nodes.isAuditorium,
    },
    ledgers,
    findings,
  );
  between();
  const bounds = new Map(source.bounds.map((bound) => [bound.channelId, bound]));
  const counters = chatCounters(source.lastChatIds, bounds, tree, selection, ledgers, findings);
  const inviteCounters = planInviteCounters(source, principals, policies, ledgers, findings);
  const rooms = roomPlans(tree, selection, nodes.names, nodeIds, bounds, findings);
  const since = sinceTicks(filter, findings);
  reportNotMigrated(findings);
  references.report(findings);

  between();
  const sealed = ledgers.seal();
  for (const [kind, { rejected }] of Object.entries(sealed)) {
    if (rejected === 0) continue;
    findings.add('P90-rejected-rows', 'warn', kind, `${plural(rejected, 'row is', 'rows are')} rejected.`);
  }
  return assemblePlan({
    hash: fingerprint({ source, target, policies, filter, ruleVersion: RULE_VERSION }),
    findings: findings.sorted(),
    ledgers: sealed,
    rejects: ledgers.rejects,
    assigned,
    rooms,
    nodes: {
      ids: nodeIds,
      names: nodes.names,
      rows: nodes.rows,
      targetIds: nodes.targetIds,
      takenOver: nodes.takenOver,
    },
    tree,
    selection,
    room: nodes.room,
    principals,
    addIns,
    scopes: scopes.rows,
    roles,
    counters,
    inviteCounters,
    withoutSelf: lackingSelf(matches.fresh, source.affiliations),
    items: { nodes: source.nodes, principals: source.principals, addIns: source.addIns },
    target: { addIns: target.addIns, preferenceKeys: target.preferenceKeys, systemRevision: target.systemRevision },
    sourceKey: source.identity.poolId ?? source.identity.database,
    collation,
    policies,
    since,
    notes,
  });
}

/** Enters what was read; the rules enter what became of it. */
function readLedgers(source: LegacyInventory, ledgers: Ledgers): void {
  ledgers.read('addIns', source.addIns.length);
  ledgers.read('principals', source.principals.length);
  const categories = source.nodes.filter((node) => node.nodeType).length;
  ledgers.read('categories', categories);
  ledgers.read('rooms', source.nodes.length - categories);
  ledgers.read('scopes', source.scopes.length);
  ledgers.read('roles', source.roles.length);
  ledgers.read('chatCounters', source.lastChatIds.length);
  ledgers.read('inviteCounters', source.lastInviteIds.length);
}

/** For findings. All at once: one by one each would be looked for among packed rows. */
function namesOf(principals: RowList<LegacyPrincipal>): (ids: Iterable<number>) => ReadonlyMap<number, string> {
  return (ids) => {
    const wanted = new Set(ids);
    const names = new Map<number, string>();
    for (const { prinID, prinName, prinUri } of only(principals, 'prinID', 'prinName', 'prinUri')) {
      if (wanted.has(prinID)) names.set(prinID, prinName ?? prinUri);
    }
    return names;
  };
}
