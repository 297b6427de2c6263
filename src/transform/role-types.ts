/**
 * The numbers of roles, which no document gives: read from both databases by name.
 * Source: tblRoleType (Member, Manager, Voiced, Creator; 2010 has no Creator).
 */
import type { CurrentRoleType } from '#src/model/current.ts';
import type { LegacyRoleType } from '#src/model/legacy.ts';
import type { Findings } from './findings.ts';

export const ROLES = ['member', 'manager', 'voiced', 'creator'] as const;
export type Role = (typeof ROLES)[number];

const NOT_THERE = -1;

export interface RoleTypes {
  /** Legacy rtypeID → role. */
  readonly legacy: ReadonlyMap<number, Role>;
  /** rtypeID in the target; -1 where it is missing, which blocks. */
  target(role: Role): number;
}

export function roleTypes(
  legacy: readonly LegacyRoleType[],
  target: readonly CurrentRoleType[],
  findings: Findings,
): RoleTypes {
  const numbers = new Map<Role, number>();
  for (const { rtypeID, rtypeDesc } of target) {
    const role = named(rtypeDesc);
    if (role !== null && !numbers.has(role)) numbers.set(role, rtypeID);
  }
  const roles = new Map<number, Role>();
  for (const { rtypeID, rtypeDesc } of legacy) {
    const role = named(rtypeDesc);
    if (role !== null) roles.set(rtypeID, role);
  }
  const known = new Set(roles.values());
  for (const role of ROLES) {
    if (!numbers.has(role)) missing('target', role);
    if (role !== 'creator' && !known.has(role)) missing('source', role);
  }
  return { legacy: roles, target: (role) => numbers.get(role) ?? NOT_THERE };

  function missing(side: string, role: Role): void {
    const message = `The ${side} has no role type named ${role}.`;
    findings.add('P05-static-row-missing', 'block', `tblRoleType of the ${side}`, message);
  }
}

function named(description: string): Role | null {
  const name = description.trim().toLowerCase();
  return ROLES.find((role) => role === name) ?? null;
}
