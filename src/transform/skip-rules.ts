/** Names of the rules that leave a row out; they are the keys of `skipped` in every ledger. */
export const SKIP_RULES = {
  'root-node': 'the root category: the target keeps its own',
  'disabled-room': 'belongs to a disabled room (policies.disabledRooms: skip)',
  'filter.categories': 'belongs to a category that the filter leaves out',
  'filter.rooms': 'belongs to a room or category that the filter leaves out',
  'filter.since': 'message older than filter.since',
  'already-in-target':
    'the target has had its own row for the same thing since before the migration; it is not touched',
  'system-principal': 'system principal: the target keeps its own',
  'outside-scope': 'role of someone outside the scope of every category where it would apply',
  'presenter-outside-auditorium': 'presenter of a node that is no auditorium',
  'member-list-replaced': 'members of a category from which no migrated room takes its members',
  'no-room-below': 'role on a category without a migrated room below it',
  'scope-replaced': 'scope that is in effect for no migrated category',
  'room-scope': 'scope of a single room, which 2013 does not have',
  'category-counter': 'message counter of a category',
  'lower-counter': 'a second, lower message counter of the same room',
  'principal-of-target': 'belongs to a principal that the target had before; it is not touched',
  'shared-principal': 'belongs to a second source principal that shares one target principal with the first',
  'self-affiliation': 'affiliation of a principal to itself under an index other than -1',
  'invitations-off': 'invitation to a room that has invitations off',
  'invites-skipped': 'policies.invites: skip',
} as const;

export type SkipRule = keyof typeof SKIP_RULES;
