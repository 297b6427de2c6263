/** All rules about principals, joined: who is rejected, who is the target's own, who is new and under which ID. */

import { IntMap } from '#src/model/int-map.ts';
import type { LegacyInventory, TargetInventory } from '#src/model/inventory.ts';
import type { LegacyPrincipal } from '#src/model/legacy.ts';
import type { AssignedIds } from '#src/model/plan.ts';
import { only, type RowList } from '#src/model/row-list.ts';
import type { Findings } from './findings.ts';
import { assignIds, highestOf } from './ids.ts';
import type { Ledgers } from './ledgers.ts';
import type { Notes } from './notes.ts';
import { placeholderBase } from './placeholders.ts';
import { reportPrincipals } from './principal-findings.ts';
import { validPrincipals } from './principal-validity.ts';
import { matchPrincipals, type PrincipalMatches, TYPE } from './principals.ts';
import { References } from './references.ts';

/** Static rows of the 2013 database that principals refer to. Source: tblPrincipalType. */
const REQUIRED_TYPES = {
  SystemUser: TYPE.system,
  User: TYPE.user,
  DC: TYPE.domain,
  Group: TYPE.group,
  Folder: TYPE.folder,
} as const;

export interface PrincipalPlan {
  readonly matches: PrincipalMatches;
  /** Legacy prinID → prinID in the target, for everyone who has one. */
  readonly ids: ReadonlyMap<number, number>;
  readonly references: References;
  readonly systemId: number;
  readonly targetIds: ReadonlySet<number>;
  /** Legacy principals that share their target principal with one before them. */
  readonly shared: ReadonlySet<number>;
  readonly placeholderBase: number;
  /** True for a prinID that a row of the target has, or will have. */
  isTaken(prinID: number): boolean;
}

export function planPrincipals(
  source: LegacyInventory,
  target: TargetInventory,
  assigned: AssignedIds,
  ledgers: Ledgers,
  findings: Findings,
  notes: Notes,
): PrincipalPlan {
  const types = new Set(target.principalTypes.map((type) => type.ptypeID));
  for (const [name, type] of Object.entries(REQUIRED_TYPES)) {
    if (types.has(type)) continue;
    const message = `The target has no principal type ${type} (${name}).`;
    findings.add('P05-static-row-missing', 'block', 'tblPrincipalType of the target', message);
  }
  const valid = validPrincipals(source.principals, types, ledgers);
  const matches = matchPrincipals(valid, target.principals, assigned.principals, findings);
  const targetIds = new Set(target.principals.map((principal) => principal.prinID));
  const sourceIds = Int32Array.from(numbersOf(source.principals));
  const given = assignIds(
    {
      table: 'tblPrincipal',
      wanted: numbersOf(matches.fresh),
      sourceIds,
      targetIds,
      assigned: assigned.principals,
      takeOver: new Map(),
    },
    findings,
  );
  const ids = IntMap.of(joined(given, matches.matched));
  ledgers.write('principals', matches.fresh.length);
  if (matches.system.size > 0) ledgers.skip('principals', 'system-principal', matches.system.size);
  const own = matches.matched.size - matches.system.size;
  if (own > 0) ledgers.skip('principals', 'already-in-target', own);

  const systemId = matches.systemId === null ? null : (ids.get(matches.systemId) ?? matches.systemId);
  const references = new References(ids, systemId);
  for (const { prinAddedBy, prinUpdatedBy } of only(matches.fresh, 'prinAddedBy', 'prinUpdatedBy')) {
    if (prinAddedBy !== null) references.mapped(prinAddedBy, 'tblPrincipal.prinAddedBy');
    if (prinUpdatedBy !== null) references.mapped(prinUpdatedBy, 'tblPrincipal.prinUpdatedBy');
  }
  reportPrincipals(source.principals, matches.fresh, findings, notes);

  let back: IntMap | null = null;
  return {
    matches,
    ids,
    references,
    systemId: systemId ?? 1,
    targetIds,
    shared: sharedPrincipals(ids),
    placeholderBase: assigned.placeholderBase ?? placeholderBase(highestOf(sourceIds, targetIds)),
    isTaken: (prinID) => {
      back ??= IntMap.of(reversed(ids));
      return targetIds.has(prinID) || back.has(prinID);
    },
  };
}

function* numbersOf(principals: RowList<LegacyPrincipal>): Generator<number> {
  for (const { prinID } of only(principals, 'prinID')) yield prinID;
}

function* joined<T>(one: Iterable<T>, other: Iterable<T>): Generator<T> {
  yield* one;
  yield* other;
}

function* reversed(ids: ReadonlyMap<number, number>): Generator<[number, number]> {
  for (const [legacyId, id] of ids) yield [id, legacyId];
}

/** All but the first of those that stand behind one principal of the target. */
function sharedPrincipals(ids: ReadonlyMap<number, number>): ReadonlySet<number> {
  const sorted = Int32Array.from(ids.values()).sort();
  const repeated = new Set(sorted.filter((id, at) => id === sorted[at - 1]));
  const seen = new Set<number>();
  const shared = new Set<number>();
  for (const [legacyId, id] of ids) {
    if (!repeated.has(id)) continue;
    if (seen.has(id)) shared.add(legacyId);
    seen.add(id);
  }
  return shared;
}
