/**
 * The row of a principal that is new to the target, and what goes with it.
 * Sources: tblPrincipal of both schemas (2010's prinName is the display name; 2013 keeps common name and display name
 * apart), tblPrincipalAffiliations (everyone but system users is affiliated to itself at index -1), "Persistent Chat
 * resource kit tools" (a dirty row in tblPrincipalMeta makes the server read the principal from the directory again).
 */
import type { CurrentPrincipal, CurrentPrincipalAffiliations, CurrentPrincipalMeta } from '#src/model/current.ts';
import type { LegacyPrincipal } from '#src/model/legacy.ts';
import { commonName } from './common-name.ts';
import { FEDERATED, TYPE } from './principals.ts';
import type { References } from './references.ts';

/** Values of prinDisabled in 2013. */
export const DISABLED = { active: 0, sipDisabled: 1, deleted: 2 } as const;

/** Index of a self-affiliation. */
export const SELF_INDEX = -1;

export function principalRow(principal: LegacyPrincipal, prinID: number, references: References): CurrentPrincipal {
  const federated = FEDERATED.get(principal.prinTypeID);
  const prinTypeID = federated ?? principal.prinTypeID;
  const isUser = prinTypeID === TYPE.user;
  return {
    prinID,
    prinGuid: principal.prinGuid,
    prinUri: principal.prinUri,
    prinName: (isUser ? commonName(principal.prinADPath) : null) ?? principal.prinName,
    prinDisplayName: isUser ? principal.prinName : null,
    prinCompanyName: principal.prinCompanyName,
    prinEmail: principal.prinEmail,
    prinADPath: principal.prinADPath,
    prinADUserPrincipalName: principal.prinADUserPrincipalName,
    prinDisabled: federated !== undefined || principal.prinDisabled ? DISABLED.sipDisabled : DISABLED.active,
    prinTypeID,
    prinPoolID: null,
    prinPolicyID: null,
    prinAddedBy: principal.prinAddedBy === null ? null : references.quietly(principal.prinAddedBy),
    prinAddedOn: principal.prinAddedOn,
    prinUpdatedBy: principal.prinUpdatedBy === null ? null : references.quietly(principal.prinUpdatedBy),
    prinUpdatedOn: principal.prinUpdatedOn,
    prinVerifiedOn: principal.prinVerifiedOn,
  };
}

/** Users and groups of the directory; a federated one has no entry there to read. */
export function isReadFromDirectory(principal: Pick<LegacyPrincipal, 'prinTypeID'>): boolean {
  return principal.prinTypeID === TYPE.user || principal.prinTypeID === TYPE.group;
}

export function dirtyRow(prinID: number): CurrentPrincipalMeta {
  return {
    prinID,
    prinAffiliationsDirty: true,
    prinAttributesDirty: true,
    prinDeleted: false,
    tryCount: 0,
    lastTry: null,
    nextTry: null,
  };
}

/** @param updatedBy the system principal, which stands for the synchronisation with the directory */
export function selfAffiliation(prinID: number, updatedBy: number): CurrentPrincipalAffiliations {
  return { principalID: prinID, affiliationID: prinID, index: SELF_INDEX, updatedBy };
}
