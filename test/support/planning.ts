/** Runs the transform on inventories of a test, and reads what it planned. */
import type { CurrentRows } from '#src/model/current.ts';
import type { LegacyInventory, TargetInventory } from '#src/model/inventory.ts';
import { type AssignedIds, type MigrationPlan, NOTHING_ASSIGNED, type PlannedTable } from '#src/model/plan.ts';
import { DEFAULT_POLICIES, type Filter, NO_FILTER, type Policies } from '#src/model/policies.ts';
import { planMigration } from '#src/transform/plan-migration.ts';
import { legacyInventory, targetInventory } from './inventory-builder.ts';

export interface Planning {
  readonly source?: Partial<LegacyInventory>;
  readonly target?: Partial<TargetInventory>;
  readonly policies?: Partial<Policies>;
  readonly filter?: Partial<Filter>;
  readonly assigned?: AssignedIds;
  readonly between?: () => void;
}

export function planFor({ source, target, policies, filter, assigned, between }: Planning = {}): MigrationPlan {
  return planMigration({
    source: legacyInventory(source),
    target: targetInventory(target),
    policies: { ...DEFAULT_POLICIES, ...policies },
    filter: { ...NO_FILTER, ...filter },
    assigned: assigned ?? NOTHING_ASSIGNED,
    ...(between === undefined ? {} : { between }),
  });
}

/** Planned rows of one table of the target. */
export function planned<T extends PlannedTable>(plan: MigrationPlan, table: T): CurrentRows[T][] {
  return [...tableOf(plan, table).planned()] as unknown as CurrentRows[T][];
}

export function tableOf(plan: MigrationPlan, table: PlannedTable) {
  const found = plan.tables.find((one) => one.table === table);
  if (found === undefined) throw new Error(`no plan for ${table}`);
  return found;
}

/** `P22-name-conflict block` … of every finding, or of those with the given id. */
export function findingsOf(plan: MigrationPlan, id = ''): string[] {
  return plan.findings.filter((one) => one.id.startsWith(id)).map((one) => `${one.id} ${one.severity} ${one.subject}`);
}

/** The planned row of tblNode that the legacy node became. */
export function nodeOf(plan: MigrationPlan, legacyId: number) {
  const id = plan.assigned.nodes.get(legacyId);
  return planned(plan, 'tblNode').find((node) => node.nodeID === id);
}

export function principalOf(plan: MigrationPlan, legacyId: number) {
  const id = plan.assigned.principals.get(legacyId);
  return planned(plan, 'tblPrincipal').find((one) => one.prinID === id);
}

/** `node principal role` of every planned role, by legacy-independent numbers. */
export function rolesOf(plan: MigrationPlan): string[] {
  return planned(plan, 'tblPrincipalRole').map(
    (one) => `${one.prinRoleNodeID} ${one.prinRolePrinID} ${one.prinRoleTypeID}`,
  );
}
