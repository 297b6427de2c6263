/**
 * What people lose or should know: federated access, rights of their own, doubtful rows.
 * Sources: "Migration process details", "Understanding Persistent Chat membership" (federation), "New Persistent Chat
 * Server features" (administration by roles, file upload per category).
 */
import type { LegacyPrincipal } from '#src/model/legacy.ts';
import { perhapsRepeated } from '#src/model/repeated.ts';
import { only, type RowList } from '#src/model/row-list.ts';
import type { Findings } from './findings.ts';
import type { Notes } from './notes.ts';
import { FEDERATED, TYPE } from './principals.ts';
import { plural, principalSubject } from './subjects.ts';

/** Columns that findings are made of. */
const NAMED = ['prinID', 'prinGuid', 'prinUri', 'prinName', 'prinTypeID'] as const;

const UNUSED_TYPES: ReadonlySet<number> = new Set([TYPE.any, TYPE.anyUser, TYPE.anyGroup]);

/** Bits of prinAllowedPermSet. Source: Principal table of the 2010 schema. */
const RIGHTS: readonly (readonly [bit: bigint, right: string])[] = [
  [1n, 'upload files'],
  [2n, 'administer users and groups'],
  [4n, 'administer categories and rooms'],
];

/** Findings and notes about the principals that become new rows, and about duplicates in the whole source. */
export function reportPrincipals(
  principals: RowList<LegacyPrincipal>,
  fresh: RowList<LegacyPrincipal>,
  findings: Findings,
  notes: Notes,
): void {
  reportDuplicates(principals, findings);
  for (const principal of only(fresh, ...NAMED)) {
    if (!FEDERATED.has(principal.prinTypeID)) continue;
    const message = 'It loses access and becomes a disabled principal.';
    findings.add('P51-federated', 'warn', principalSubject(principal), message);
    notes.add(principal.prinID, 'federated or external: disabled');
  }
  const holders = RIGHTS.map(() => 0);
  for (const principal of only(principals, ...NAMED, 'prinAllowedPermSet', 'prinUseInheritedPerms')) {
    if (UNUSED_TYPES.has(principal.prinTypeID)) {
      findings.add('P56-type-not-used', 'warn', principalSubject(principal), `Its type is ${principal.prinTypeID}.`);
    }
    if (principal.prinUseInheritedPerms || principal.prinTypeID === TYPE.system) continue;
    for (const [at, [bit, right]] of RIGHTS.entries()) {
      if ((principal.prinAllowedPermSet & bit) === 0n) continue;
      holders[at] = (holders[at] ?? 0) + 1;
      notes.add(principal.prinID, `loses the right of its own to ${right}`);
    }
  }
  for (const [at, [, right]] of RIGHTS.entries()) {
    const count = holders[at] ?? 0;
    if (count === 0) continue;
    const message = `${plural(count, 'principal loses its', 'principals lose their')} own right to ${right}.`;
    findings.add('P54-permissions-lost', 'warn', 'tblPrincipal', message);
  }
}

function reportDuplicates(principals: RowList<LegacyPrincipal>, findings: Findings): void {
  const guidComesAgain = perhapsRepeated(mapped(only(principals, 'prinGuid'), ({ prinGuid }) => prinGuid));
  const uriComesAgain = perhapsRepeated(mapped(only(principals, 'prinUri'), ({ prinUri }) => prinUri.toLowerCase()));
  const byGuid = new Map<string, number>();
  const byUri = new Map<string, number>();
  for (const principal of only(principals, ...NAMED)) {
    const uri = principal.prinUri.toLowerCase();
    if (!guidComesAgain(principal.prinGuid) && !uriComesAgain(uri)) continue;
    const sameGuid = byGuid.get(principal.prinGuid);
    const sameUri = byUri.get(uri);
    if (sameGuid !== undefined) {
      const message = `Principal ${sameGuid} has the same GUID ${principal.prinGuid}.`;
      findings.add('P16-duplicate-guid', 'block', principalSubject(principal), message);
    }
    if (sameUri !== undefined) {
      const message = `Principal ${sameUri} has the same URI; both are carried over as they are.`;
      findings.add('P52-same-uri', 'warn', principalSubject(principal), message);
    }
    byGuid.set(principal.prinGuid, sameGuid ?? principal.prinID);
    byUri.set(uri, sameUri ?? principal.prinID);
  }
}

function* mapped<T, R>(items: Iterable<T>, make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}
