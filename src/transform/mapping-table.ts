/**
 * Where every column of the target comes from, as data: docs/mapping.md is rendered from it, and a test holds it against
 * both documented schemas, so that no column goes unmentioned.
 */
export interface Mapping {
  /** Column of the target. */
  readonly column: string;
  /** `table.column` of the source, or `–` where the value is made. */
  readonly from: string;
  readonly rule: string;
  /** File of src/transform that holds the rule. */
  readonly module: string;
  /** Page of Microsoft's documentation that the rule stands on. */
  readonly source: string;
}

type Line = readonly [column: string, from: string, rule: string];

function table(module: string, source: string, from: string, lines: readonly Line[]): readonly Mapping[] {
  return lines.map(([column, origin, rule]) => ({
    column,
    from: origin === '' ? '–' : origin.includes('.') ? origin : `${from}.${origin}`,
    rule,
    module,
    source,
  }));
}

const VERBATIM = 'verbatim';
const PRINCIPAL = 'the principal’s ID in the target';
const ACTOR = 'the principal’s ID in the target; the system principal where it has no row';

/** Target table → its columns, in the order of the schema. */
export const MAPPINGS: Readonly<Record<string, readonly Mapping[]>> = {
  tblSiopWhiteList: table('add-ins.ts', 'Configure add-ins for rooms; tblSiopWhiteList', 'tblSiopWhiteList', [
    ['siopID', 'siopID', 'kept; another one only where policies.nameConflict makes it overwrite or step aside'],
    ['siopName', 'siopName', 'verbatim; longer than 50: policies.longNames; taken: policies.nameConflict'],
    ['siopUrl', 'siopUrl', 'verbatim; longer than 255, or neither http nor https: the add-in is rejected'],
  ]),
  tblPrincipal: table('principal-rows.ts', 'tblPrincipal; Principal table (2010)', 'tblPrincipal', [
    ['prinID', 'prinID', 'kept where the target is free, moved above the highest where not (ids.ts)'],
    ['prinGuid', 'prinGuid', VERBATIM],
    ['prinUri', 'prinUri', VERBATIM],
    [
      'prinName',
      'prinADPath',
      'users: the common name in the distinguished name, or prinName where it has none; others: prinName',
    ],
    ['prinDisplayName', 'prinName', 'users: verbatim (2010 keeps the display name there); others: NULL'],
    ['prinCompanyName', 'prinCompanyName', VERBATIM],
    ['prinEmail', 'prinEmail', VERBATIM],
    ['prinADPath', 'prinADPath', VERBATIM],
    ['prinADUserPrincipalName', 'prinADUserPrincipalName', VERBATIM],
    [
      'prinDisabled',
      'prinDisabled',
      '0 → 0, 1 → 1; federated and external → 1; placeholder of an author without a row → 2',
    ],
    ['prinTypeID', 'prinTypeID', 'verbatim; 6 and 7 → 5, 11 → 9, disabled (principals.ts)'],
    ['prinPoolID', '', 'NULL: the 2013 server fills it in'],
    ['prinPolicyID', '', 'NULL: the 2013 server fills it in'],
    ['prinAddedBy', 'prinAddedBy', ACTOR],
    ['prinAddedOn', 'prinAddedOn', VERBATIM],
    ['prinUpdatedBy', 'prinUpdatedBy', ACTOR],
    ['prinUpdatedOn', 'prinUpdatedOn', VERBATIM],
    ['prinVerifiedOn', 'prinVerifiedOn', VERBATIM],
  ]),
  tblPrincipalMeta: table('principal-rows.ts', 'Persistent Chat resource kit tools; tblPrincipalMeta', 'tblPrincipal', [
    ['prinID', 'prinID', 'one row for each new user and group of the directory'],
    ['prinAffiliationsDirty', '', '1: the server reads the affiliations from the directory again'],
    ['prinAttributesDirty', '', '1: the server reads the attributes from the directory again'],
    ['prinDeleted', '', '0'],
    ['tryCount', '', '0'],
    ['lastTry', '', 'NULL'],
    ['nextTry', '', 'NULL'],
  ]),
  tblPrincipalAffiliations: table('pass-through.ts', 'tblPrincipalAffiliations', 'tblPrincipalAffiliations', [
    ['principalID', 'principalID', `${PRINCIPAL}; rows between two principals that the target had are left out`],
    ['affiliationID', 'affiliationID', PRINCIPAL],
    ['index', 'index', 'verbatim; -1 for the self-affiliation, which is added where it is missing'],
    ['updatedBy', 'updatedBy', ACTOR],
  ]),
  tblPrincipalMembers: table('pass-through.ts', 'tblPrincipalMembers', 'tblPrincipalMembers', [
    ['prinID', 'prinID', `${PRINCIPAL}; rows of principals that the target had are left out`],
    ['memberADPath', 'memberADPath', VERBATIM],
  ]),
  tblNode: table('node-rows.ts', 'tblNode; Node table (2010)', 'tblNode', [
    ['nodeID', 'nodeID', 'kept where the target is free, moved above the highest where not (ids.ts)'],
    [
      'nodeGuid',
      'nodeGuid',
      'verbatim; the category of rooms of the root gets one of its own where the target’s root has the same',
    ],
    ['parentID', 'parentID', 'category: the target’s root; room: its category'],
    ['nodeType', 'nodeType', VERBATIM],
    ['nodeName', 'nodeName', 'the path below the root (flat-names.ts), at most 256, unique (node-names.ts)'],
    ['nodeDesc', 'nodeDesc', 'verbatim; a room’s topic behind it by policies.topic, where both fit'],
    ['invite', 'invite', 'category: in effect; room: 0 where it or its category has it off, else NULL'],
    ['logged', 'logged', 'category: in effect; room: NULL'],
    ['filePost', 'filePost', 'category: in effect; room: NULL'],
    ['disabled', 'disabled', 'category: 0; room: verbatim, and by policies.disabledRooms left behind'],
    [
      'behavior',
      'behavior',
      'room: by name (enum-values.ts); category: what the target’s own categories carry, else normal',
    ],
    [
      'visibility',
      'visibility',
      'room: in effect, by name, scope where unset; category: what the target’s own categories carry, else scope',
    ],
    ['siopID', 'siopID', 'room: the add-in’s ID in the target, NULL where it does not come along; category: NULL'],
    ['nodeAddedBy', 'nodeAddedBy', ACTOR],
    ['nodeAddedOn', 'nodeAddedOn', VERBATIM],
    ['nodeUpdatedBy', 'nodeUpdatedBy', ACTOR],
    ['nodeUpdatedOn', 'nodeUpdatedOn', VERBATIM],
    ['purgedOn', '', 'NULL'],
  ]),
  tblScopePrincipal: table('scopes.ts', 'tblScopePrincipal; ScopePrincipal table (2010)', 'tblScopePrincipal', [
    ['scopeNodeID', 'scopeNodeID', 'each category gets the rows of the node that its scopeDefinerId names'],
    ['scopePrinID', 'scopePrinID', PRINCIPAL],
    ['scopeIsDenied', '', '0: 2010 has no deny list'],
    ['scopeUpdatedBy', 'scopeUpdatedBy', ACTOR],
  ]),
  tblPrincipalRole: table('roles.ts', 'tblPrincipalRole; Node table (2010)', 'tblPrincipalRole', [
    [
      'prinRoleNodeID',
      'prinRoleNodeID',
      'members: each room from roleDefinerId down; managers: each room below; presenters: the auditorium; creators: the category',
    ],
    ['prinRolePrinID', 'prinRolePrinID', `${PRINCIPAL}; left out where outside the category’s scope`],
    ['prinRoleTypeID', 'prinRoleTypeID', 'the number of the target for the same name (role-types.ts)'],
    ['prinRoleUpdatedBy', 'prinRoleUpdatedBy', `${ACTOR}; of several rows the one nearest to the room`],
  ]),
  tblChat: table('translate.ts', 'tblChat; Chat table (2010)', 'tblChat', [
    ['channelId', 'channelID', 'the room’s ID in the target'],
    ['chatId', 'chatID', 'verbatim, gaps included'],
    ['chatDate', 'chatDate', 'verbatim, to the last tick'],
    ['userId', 'userId', 'the principal’s ID in the target; without a row: policies.orphanAuthor'],
    ['isAlert', 'isAlert', VERBATIM],
    ['content', 'content', 'verbatim: stories, links and file links are opaque text'],
    ['rtf', '', 'NULL: 2010 keeps none'],
  ]),
  tblLastChatId: table('chat-counters.ts', 'tblLastChatId', 'tblLastChatId', [
    ['nodeID', 'nodeID', 'one row for each room, empty ones included'],
    ['lastChatID', 'lastChatID', 'the counter or the highest chatId, whichever is higher; 0 where there is neither'],
  ]),
  tblPrincipalInvites: table('pass-through.ts', 'tblPrincipalInvites', 'tblPrincipalInvites', [
    ['prinID', 'prinID', `${PRINCIPAL}; rows of principals that the target had are left out`],
    ['invID', 'invID', VERBATIM],
    ['nodeID', 'nodeID', 'the room’s ID in the target; rooms with invitations off are left out'],
    ['createdOn', 'createdOn', VERBATIM],
  ]),
  tblLastInviteId: table('invite-counters.ts', 'tblLastInviteId', 'tblLastInviteId', [
    ['prinID', 'prinID', `${PRINCIPAL}; rows of principals that the target had are left out`],
    ['lastInviteID', 'lastInviteID', 'the counter or the highest invID, whichever is higher'],
  ]),
  tblPreference: table('pass-through.ts', 'tblPreference', 'tblPreference', [
    ['prefLabel', 'prefLabel', 'verbatim; left out where the target has the same label and sequence'],
    ['prefSeqID', 'prefSeqID', VERBATIM],
    ['prefContent', 'prefContent', VERBATIM],
    ['lastModifiedBy', 'lastModifiedBy', ACTOR],
  ]),
  tblSystemRevision: table('assemble-plan.ts', 'tblSystemRevision', '', [
    ['sysRevision', '', 'what the target had, plus one, once per migration'],
  ]),
};

/** `table.column` of the source → why it has no column of its own in the target. */
export const NOT_CARRIED: Readonly<Record<string, string>> = {
  'tblNode.topic': 'no such property in 2013: behind the description by policies.topic',
  'tblNode.filestoreURI': 'the address of the 2010 file repository; 2013 has its own file store',
  'tblNode.inheritance': 'read to resolve the settings below the category',
  'tblNode.scopeChange': 'a right of the 2010 administration tool',
  'tblNode.overrideMember': 'roleDefinerId says the same',
  'tblNode.restrictChildCreate': 'its name and its description contradict each other: policies.creators decides',
  'tblNode.scopeDefinerId': 'read to find the scope of a category',
  'tblNode.roleDefinerId': 'read to find the members of a room',
  'tblPrincipal.prinAllowedPermSet': 'rights of single users do not exist in 2013: reported',
  'tblPrincipal.prinUseInheritedPerms': 'rights of single users do not exist in 2013: reported',
  'tblPrincipalRole.honorsOverride': 'a copy of what the role type says; gone in 2013',
  'tblPrincipalRole.honorsScope': 'a copy of what the role type says; gone in 2013',
};
