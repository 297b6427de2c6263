/**
 * Principals that the target could not hold are rejected: an unknown type, or a value longer than its column.
 * Source: tblPrincipal and tblPrincipalType of the 2013 schema.
 */
import { chosen } from '#src/model/chosen-rows.ts';
import type { LegacyPrincipal } from '#src/model/legacy.ts';
import type { RowList } from '#src/model/row-list.ts';
import type { Ledgers } from './ledgers.ts';
import { FEDERATED } from './principals.ts';
import { NAME_LIMIT_UNITS } from './text.ts';

const DN_LIMIT_UNITS = 384;
const LIMITS = {
  prinUri: NAME_LIMIT_UNITS,
  prinName: NAME_LIMIT_UNITS,
  prinCompanyName: NAME_LIMIT_UNITS,
  prinEmail: NAME_LIMIT_UNITS,
  prinADPath: DN_LIMIT_UNITS,
  prinADUserPrincipalName: NAME_LIMIT_UNITS,
} as const;

const COLUMNS = Object.keys(LIMITS) as (keyof typeof LIMITS)[];
const CHECKED = ['prinID', 'prinTypeID', ...COLUMNS] as const;

/** Those that the target can hold, in their order. */
export function validPrincipals(
  principals: RowList<LegacyPrincipal>,
  targetTypes: ReadonlySet<number>,
  ledgers: Ledgers,
): RowList<LegacyPrincipal> {
  return chosen(principals, CHECKED, (principal, place) => {
    const reason = whyInvalid(principal, targetTypes);
    if (reason === null) return true;
    ledgers.reject('principals', 'tblPrincipal', String(principal.prinID), reason, { ...principals.at(place) });
    return false;
  });
}

function whyInvalid(
  principal: Pick<LegacyPrincipal, (typeof CHECKED)[number]>,
  targetTypes: ReadonlySet<number>,
): string | null {
  const type = FEDERATED.get(principal.prinTypeID) ?? principal.prinTypeID;
  if (!targetTypes.has(type)) return `the target has no principal type ${type}`;
  for (const column of COLUMNS) {
    const limit = LIMITS[column];
    const value = principal[column];
    if (value !== null && value.length > limit) return `${column} is longer than ${limit} characters`;
  }
  return null;
}
