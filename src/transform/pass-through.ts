/**
 * Rows of tables too large to hold, each mapped by itself: the same row in, the same outcome out, in any order. A row
 * that holds what the documents forbid is rejected before anything is made of it.
 * Sources: tblPrincipalAffiliations, tblPrincipalMembers, tblPrincipalInvites (rooms with invitations on),
 * tblPreference (legacy clients keep their filters there).
 */
import type { LegacyRows, LegacyTableName } from '#src/model/legacy.ts';
import type { PassThrough, RowOutcome } from '#src/model/plan.ts';
import type { Policies } from '#src/model/policies.ts';
import { malformationCheck } from '#src/model/schema/malformation.ts';
import type { Row } from '#src/model/value.ts';
import type { Collation } from './collation.ts';
import { legacySpec } from './legacy-spec.ts';
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
    map: sound('tblPrincipalAffiliations', (row) => {
      const { principalID: principal, affiliationID: affiliated, index, updatedBy } = row;
      const principalID = input.principalIds.get(principal);
      if (principalID === undefined) return reject(`principal ${principal} has no row`);
      const affiliationID = input.principalIds.get(affiliated);
      if (affiliationID === undefined) return reject(`principal ${affiliated} has no row`);
      // Someone whom the target had belongs to a group that is new to it, too; otherwise the group's scope shuts them out.
      if (!input.isFresh(principal) && !input.isFresh(affiliated)) return skip('principal-of-target');
      if (input.isShared(principal) || input.isShared(affiliated)) return skip('shared-principal');
      if (principal === affiliated && index !== SELF_INDEX) return skip('self-affiliation');
      return write({ principalID, affiliationID, index, updatedBy: input.references.quietly(updatedBy) });
    }),
  };
}

export function members(input: PassThroughInput): PassThrough {
  return {
    from: 'tblPrincipalMembers',
    kind: 'members',
    map: sound('tblPrincipalMembers', ({ prinID, memberADPath }) => {
      const outcome = ofPrincipal(prinID, input);
      return typeof outcome === 'number' ? write({ prinID: outcome, memberADPath }) : outcome;
    }),
  };
}

export function invites(input: PassThroughInput): PassThrough {
  return {
    from: 'tblPrincipalInvites',
    kind: 'invites',
    map: sound('tblPrincipalInvites', ({ prinID, invID, nodeID, createdOn }) => {
      if (input.policies.invites === 'skip') return skip('invites-skipped');
      const room = input.room(nodeID);
      if (room === null) return reject(`room ${nodeID} has no row`);
      if (typeof room === 'string') return skip(room);
      if (!room.invite) return skip('invitations-off');
      const outcome = ofPrincipal(prinID, input);
      return typeof outcome === 'number' ? write({ prinID: outcome, invID, nodeID: room.newId, createdOn }) : outcome;
    }),
  };
}

export function preferences(input: PassThroughInput): PassThrough {
  return {
    from: 'tblPreference',
    kind: 'preferences',
    map: sound('tblPreference', ({ prefLabel, prefSeqID, prefContent, lastModifiedBy }) => {
      if (input.preferenceKeys.has(preferenceKey(prefLabel, prefSeqID, input.collation)))
        return skip('already-in-target');
      return write({
        prefLabel,
        prefSeqID,
        prefContent: prefContent ?? null,
        lastModifiedBy: input.references.quietly(lastModifiedBy),
      });
    }),
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

/** Rejects a row that holds what the documents forbid; what `map` sees is as documented. */
function sound<T extends LegacyTableName>(table: T, map: (row: LegacyRows[T]) => RowOutcome): PassThrough['map'] {
  const faultOf = malformationCheck(legacySpec(table));
  return (row) => {
    const fault = faultOf(row);
    return fault === null ? map(row as unknown as LegacyRows[T]) : reject(fault);
  };
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
