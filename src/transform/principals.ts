/**
 * Who is who: each principal of the source is one that the target has already, or becomes a new row.
 * The target's own are found by GUID, then by URI without regard to case; system principals by URI alone. The target's
 * row, GUID included, then stands for the person or group and is not touched.
 * Sources: tblPrincipal (prinGuid is the objectGUID of the directory), tblPrincipalType (system users are the server's
 * own), "Migration process details" (federated users are added as disabled principals).
 */

import { RowChoice } from '#src/model/chosen-rows.ts';
import type { CurrentPrincipal } from '#src/model/current.ts';
import type { LegacyPrincipal } from '#src/model/legacy.ts';
import { only, type RowList } from '#src/model/row-list.ts';
import type { Findings } from './findings.ts';
import { plural, principalSubject } from './subjects.ts';

/** Static rows of tblPrincipalType. */
export const TYPE = {
  any: 1,
  anyUser: 2,
  anyGroup: 3,
  system: 4,
  user: 5,
  externalUser: 6,
  federatedUser: 7,
  domain: 8,
  group: 9,
  folder: 10,
  federatedGroup: 11,
} as const;

/** Types that 2013 does not know → what they become, disabled. */
export const FEDERATED: ReadonlyMap<number, number> = new Map([
  [TYPE.externalUser, TYPE.user],
  [TYPE.federatedUser, TYPE.user],
  [TYPE.federatedGroup, TYPE.group],
]);

export interface PrincipalMatches {
  /** Legacy prinID → prinID of a row that the target had before. */
  readonly matched: ReadonlyMap<number, number>;
  /** Those that become new rows, ascending by prinID. */
  readonly fresh: RowList<LegacyPrincipal>;
  /** System principals that stand behind the target's own. */
  readonly system: ReadonlySet<number>;
  /** prinID of the target's system principal; null when neither side has one. */
  readonly systemId: number | null;
}

/** Columns that tell who someone is. */
const TOLD_BY = ['prinID', 'prinGuid', 'prinUri', 'prinName', 'prinTypeID'] as const;

/**
 * @param principals ascending by prinID
 * @param assigned what earlier plans decided; it stands, whatever URI or GUID say now
 */
export function matchPrincipals(
  principals: RowList<LegacyPrincipal>,
  targetPrincipals: readonly CurrentPrincipal[],
  assigned: ReadonlyMap<number, number>,
  findings: Findings,
): PrincipalMatches {
  const byGuid = new Map<string, CurrentPrincipal>();
  const byUri = new Map<string, CurrentPrincipal>();
  const byId = new Map<number, CurrentPrincipal>();
  let systemId: number | null = null;
  for (const own of targetPrincipals) {
    const uri = own.prinUri.toLowerCase();
    byId.set(own.prinID, own);
    if (!byGuid.has(own.prinGuid)) byGuid.set(own.prinGuid, own);
    if (!byUri.has(uri)) byUri.set(uri, own);
    if (own.prinTypeID === TYPE.system && (systemId === null || own.prinID === 1)) systemId = own.prinID;
  }
  const matched = new Map<number, number>();
  const system = new Set<number>();
  const fresh = new RowChoice(principals);
  let firstSystem: number | null = null;
  let [guids, uris, place] = [0, 0, -1];
  for (const principal of only(principals, ...TOLD_BY)) {
    place += 1;
    const { prinID, prinUri } = principal;
    if (principal.prinTypeID === TYPE.system) {
      const own = byUri.get(prinUri.toLowerCase());
      const counterpart = own?.prinID ?? systemId;
      if (counterpart === null) {
        fresh.take(place);
        firstSystem ??= prinID;
        continue;
      }
      system.add(prinID);
      matched.set(prinID, counterpart);
      if (own === undefined) {
        const message = `The target has none with its URI; its principal ${counterpart} stands for it.`;
        findings.add('P53-system-principal', 'info', principalSubject(principal), message);
      }
      continue;
    }
    const before = assigned.get(prinID);
    const sameGuid = byGuid.get(principal.prinGuid);
    const own = before === undefined ? (sameGuid ?? byUri.get(prinUri.toLowerCase())) : byId.get(before);
    if (own === undefined) {
      fresh.take(place);
    } else {
      matched.set(prinID, own.prinID);
      if (sameGuid !== own) uris++;
      else guids++;
    }
  }
  if (guids + uris > 0) {
    const people = plural(guids + uris, 'principal is', 'principals are');
    findings.add(
      'P58-own-principal',
      'info',
      'tblPrincipal',
      `${people} the target’s own: ${guids} by GUID, ${uris} by URI.`,
    );
  }
  return { matched, fresh: fresh.rows(), system, systemId: systemId ?? firstSystem };
}
