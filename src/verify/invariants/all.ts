/** Every invariant that can be told from the target's small tables, in the order of their ids. */
import { categorySettings } from './category-settings.ts';
import { chatCounters } from './chat-counters.ts';
import type { Invariant } from './invariant.ts';
import { invitations } from './invitations.ts';
import { messageRooms } from './message-rooms.ts';
import { nodeReferences } from './node-references.ts';
import { oneLevel } from './one-level.ts';
import { presenters } from './presenters.ts';
import { roleReferences } from './role-references.ts';
import { roomParents } from './room-parents.ts';
import { roomSettings } from './room-settings.ts';
import { root } from './root.ts';
import { scopeReferences } from './scope-references.ts';
import { selfAffiliations } from './self-affiliations.ts';
import { uniqueGuids } from './unique-guids.ts';
import { withinScope } from './within-scope.ts';

export const INVARIANTS: readonly Invariant[] = [
  root,
  oneLevel,
  roomParents,
  nodeReferences,
  categorySettings,
  roomSettings,
  roleReferences,
  scopeReferences,
  presenters,
  withinScope,
  chatCounters,
  invitations,
  selfAffiliations,
  uniqueGuids,
  messageRooms,
];
