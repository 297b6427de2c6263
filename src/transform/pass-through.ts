/**
 * Rows of tables too large to hold, each mapped by itself: the same row in, the same outcome out, in any order.
 * Sources: tblPrincipalAffiliations, tblPrincipalMembers, tblPrincipalInvites (rooms with invitations on),
 * tblPreference (legacy clients keep their filters there).
 */
import type { PassThrough, RowOutcome } from '#src/model/plan.ts';
import type { Policies } from '#src/model/policies.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import type { Collation } from './collation.ts';
import { SELF_INDEX } from './principal-rows.ts';
import type { References } from './references.ts';
import type { SkipRule } from './skip-rules.ts';

export interface PassThroughInput {
  /** Legacy prinID → prinID in the target. */
  readonly principalIds: ReadonlyMap<number, number>;
  /** Legacy principals that are rows of the migration. */
  readonly isFresh: (legacyId: number) => boolean;
  /** Legacy principals that are not the first behind their target principal. */
  readonly isShared: (legacyId: number) => boolean;
  /** Legacy room → new room, or the rule that keeps it back. */
  readonly room: (legacyId: number) => { readonly newId: number; readonly invite: boolean } | SkipRule | null;
  readonly references: References;
  readonly policies: Policies;
  /** prefLabel/prefSeqID of the target's own, by the target's collation. */
  readonly preferenceKeys: ReadonlySet<string>;
  readonly collation: Collation;
}

export function affiliations(input: PassThroughInput): PassThrough {
  return {
    from: 'tblPrincipalAffiliations',
    kind: 'affiliations',
    map: (row) => {
      const [principal, affiliated] = [whole(row.principalID), whole(row.affiliationID)];
      const [index, updatedBy] = [whole(row.index), whole(row.updatedBy)];
      if (principal === null || affiliated === null || index === null || updatedBy === null)
        return reject('a value is NULL');
      const principalID = input.principalIds.get(principal);
      if (principalID === undefined) return reject(`principal ${principal} has no row`);
      const affiliationID = input.principalIds.get(affiliated);
      if (affiliationID === undefined) return reject(`principal ${affiliated} has no row`);
      // Someone whom the target had belongs to a group that is new to it, too; otherwise the group's scope shuts them out.
      if (!input.isFresh(principal) && !input.isFresh(affiliated)) return skip('principal-of-target');
      if (input.isShared(principal) || input.isShared(affiliated)) return skip('shared-principal');
      if (principal === affiliated && index !== SELF_INDEX) return skip('self-affiliation');
      return write({ principalID, affiliationID, index, updatedBy: input.references.quietly(updatedBy) });
    },
  };
}

export function members(input: PassThroughInput): PassThrough {
  return {
    from: 'tblPrincipalMembers',
    kind: 'members',
    map: (row) => {
      const principal = whole(row.prinID);
      const { memberADPath } = row;
      if (principal === null || typeof memberADPath !== 'string') return reject('a value is NULL');
      const outcome = ofPrincipal(principal, input);
      return typeof outcome === 'number' ? write({ prinID: outcome, memberADPath }) : outcome;
    },
  };
}

export function invites(input: PassThroughInput): PassThrough {
  return {
    from: 'tblPrincipalInvites',
    kind: 'invites',
    map: (row) => {
      const [principal, invID, node] = [whole(row.prinID), whole(row.invID), whole(row.nodeID)];
      const { createdOn } = row;
      if (principal === null || invID === null || node === null || createdOn === null || createdOn === undefined) {
        return reject('a value is NULL');
      }
      if (input.policies.invites === 'skip') return skip('invites-skipped');
      const room = input.room(node);
      if (room === null) return reject(`room ${node} has no row`);
      if (typeof room === 'string') return skip(room);
      if (!room.invite) return skip('invitations-off');
      const outcome = ofPrincipal(principal, input);
      return typeof outcome === 'number' ? write({ prinID: outcome, invID, nodeID: room.newId, createdOn }) : outcome;
    },
  };
}

export function preferences(input: PassThroughInput): PassThrough {
  return {
    from: 'tblPreference',
    kind: 'preferences',
    map: (row) => {
      const [prefSeqID, lastModifiedBy] = [whole(row.prefSeqID), whole(row.lastModifiedBy)];
      const { prefLabel, prefContent } = row;
      if (typeof prefLabel !== 'string' || prefSeqID === null || lastModifiedBy === null)
        return reject('a value is NULL');
      if (input.preferenceKeys.has(preferenceKey(prefLabel, prefSeqID, input.collation)))
        return skip('already-in-target');
      return write({
        prefLabel,
        prefSeqID,
        prefContent: prefContent ?? null,
        lastModifiedBy: input.references.quietly(lastModifiedBy),
      });
    },
  };
}

export function preferenceKey(label: string, sequence: number, collation: Collation): string {
  return `${collation.key(label)}/${sequence}`;
}

/** New prinID of a principal whose rows come along. */
function ofPrincipal(legacyId: number, input: PassThroughInput): number | RowOutcome {
  const id = input.principalIds.get(legacyId);
  if (id === undefined) return reject(`principal ${legacyId} has no row`);
  return input.isFresh(legacyId) ? id : skip('principal-of-target');
}

function whole(value: SqlValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function write(row: Row): RowOutcome {
  return { outcome: 'write', row };
}

function skip(rule: SkipRule): RowOutcome {
  return { outcome: 'skip', rule };
}

function reject(reason: string): RowOutcome {
  return { outcome: 'reject', reason };
}
