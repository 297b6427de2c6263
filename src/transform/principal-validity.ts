/**
 * Principals that the target could not hold are rejected: an unknown type, or a value longer than its column.
 * Source: tblPrincipal and tblPrincipalType of the 2013 schema.
 */
import type { LegacyPrincipal } from '#src/model/legacy.ts';
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

/** Those that the target can hold, in their order. */
export function validPrincipals(
  principals: readonly LegacyPrincipal[],
  targetTypes: ReadonlySet<number>,
  ledgers: Ledgers,
): readonly LegacyPrincipal[] {
  return principals.filter((principal) => {
    const reason = whyInvalid(principal, targetTypes);
    if (reason === null) return true;
    ledgers.reject('principals', 'tblPrincipal', String(principal.prinID), reason, principal);
    return false;
  });
}

function whyInvalid(principal: LegacyPrincipal, targetTypes: ReadonlySet<number>): string | null {
  const type = FEDERATED.get(principal.prinTypeID) ?? principal.prinTypeID;
  if (!targetTypes.has(type)) return `the target has no principal type ${type}`;
  for (const [column, limit] of Object.entries(LIMITS)) {
    const value = principal[column as keyof typeof LIMITS];
    if (value !== null && value.length > limit) return `${column} is longer than ${limit} characters`;
  }
  return null;
}
