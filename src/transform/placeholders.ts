/**
 * A disabled principal for an author who has no row in the source, so that the message keeps a name to stand under. Its
 * ID is the legacy one where that is free, and the legacy one plus a base fixed by the first plan where not: it depends
 * on nothing that later plans change.
 */
import type { Placeholder } from '#src/model/plan.ts';
import { derivedGuid } from './derived-guid.ts';
import { INT_MAX } from './ids.ts';
import { DISABLED, selfAffiliation } from './principal-rows.ts';
import { TYPE } from './principals.ts';

/** Room for the IDs of both sides below the base, and for a placeholder's own above it. */
const BASE_STEP = 1_000_000_000;
const NO_DATE = '1900-01-01 00:00:00.000';

/** @param highest of the IDs of principals of both sides */
export function placeholderBase(highest: number): number {
  if (highest < BASE_STEP / 2) return BASE_STEP + highest;
  return highest + Math.floor((INT_MAX - highest) / 2);
}

/**
 * Null when the number does not fit an int. IDs up to `base - BASE_STEP` existed on one side when the base was fixed, so
 * no moved ID and no new principal of a growing source ever lands there: such an ID is kept.
 */
export function placeholderId(legacyId: number, base: number, taken: (id: number) => boolean): number | null {
  if (legacyId <= base - BASE_STEP && !taken(legacyId)) return legacyId;
  const moved = base + legacyId;
  return moved > INT_MAX || taken(moved) ? null : moved;
}

/** @param source what tells this source from others, so that the GUIDs of two sources differ */
export function placeholderRows(legacyId: number, prinID: number, source: string, systemId: number): Placeholder {
  const name = `Legacy principal ${legacyId}`;
  return {
    principal: {
      prinID,
      prinGuid: derivedGuid('placeholder', source, legacyId),
      prinUri: `sip:legacy-principal-${legacyId}@placeholder.invalid`,
      prinName: name,
      prinDisplayName: name,
      prinCompanyName: null,
      prinEmail: null,
      prinADPath: null,
      prinADUserPrincipalName: null,
      prinDisabled: DISABLED.deleted,
      prinTypeID: TYPE.user,
      prinPoolID: null,
      prinPolicyID: null,
      prinAddedBy: systemId,
      prinAddedOn: 0n,
      prinUpdatedBy: systemId,
      prinUpdatedOn: 0n,
      prinVerifiedOn: NO_DATE,
    },
    affiliation: selfAffiliation(prinID, systemId),
  };
}
