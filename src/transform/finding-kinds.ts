/**
 * Every finding that the transform can make: what it means, what to do, and where the rule comes from. docs/mapping.md
 * is made from this table.
 */
export interface FindingKind {
  readonly meaning: string;
  /** Imperative. */
  readonly hint: string;
  /** Name of the page of Microsoft's documentation, or how else it is known. */
  readonly source: string;
}

const MIGRATION = 'Migration process details';
const FEATURES = 'New Persistent Chat Server features';
const SCHEMA_2010 = 'Lync Server 2010 Reference: Group Chat Database Schema';
const SCHEMA_2013 = 'Persistent Chat database schema';
const OWN = 'gc2pc';

export const FINDING_KINDS = {
  'P01-same-database': kind('source and target are one database', 'Correct source.url or target.url.', OWN),
  'P02-already-there': kind(
    'the target held a node with this GUID before the first write: this source, or one that shares its history, was loaded into it by other means',
    'Start from an empty Persistent Chat database, or restore the backup from before that load.',
    OWN,
  ),
  'P03-ticks-differ': kind(
    'fnTicksToDate is not the same function in both databases, so a time stamp copied bit for bit would show another date',
    'Send the output of `gc2pc describe` for both sides to whoever maintains gc2pc; do not migrate.',
    'Sample Persistent Chat database queries',
  ),
  'P04-ticks-not-compared': kind(
    'fnTicksToDate is missing on one side, so the epoch of the time stamps could not be compared',
    'Compare the date of one known message on both sides after a rehearsal.',
    'Sample Persistent Chat database queries',
  ),
  'P05-static-row-missing': kind(
    'a static row that the migration refers to by name is missing',
    'Create the database anew with the setup of the product; its static tables are never written by gc2pc.',
    SCHEMA_2013,
  ),
  'P06-target-root': kind(
    'the target has no root category with ID 1 that is its own parent',
    'Create the Persistent Chat database anew with the setup of the product.',
    'tblNode',
  ),
  'P07-collation-unknown': kind(
    'the collation of the target is not known to gc2pc; names are compared without regard to case',
    'Check the list of names for pairs that your collation takes for equal.',
    OWN,
  ),
  'P10-no-root': kind(
    'there is no root category with ID 1 that is its own parent',
    'Restore the source from a backup that has its root, or correct parentID of node 1.',
    `${SCHEMA_2010}, Node table`,
  ),
  'P11-second-root': kind(
    'a node besides the root is its own parent, or has none',
    'Give it a parent with the Group Chat administration tool, or delete it.',
    `${SCHEMA_2010}, Node table`,
  ),
  'P12-cycle': kind(
    'the node lies on, or below, a circle of categories that never reaches the root',
    'Correct parentID of one category of the circle.',
    `${SCHEMA_2010}, Node table`,
  ),
  'P13-missing-parent': kind(
    'the parent of the node, or of a category above it, does not exist',
    'Give the node a parent that exists.',
    `${SCHEMA_2010}, Node table`,
  ),
  'P14-parent-is-room': kind(
    'the parent of the node is a room',
    'Give the node a category as its parent.',
    `${SCHEMA_2010}, Node table`,
  ),
  'P15-definer': kind(
    'scopeDefinerId or roleDefinerId names a node that is neither the node itself nor one above it',
    'Save scope and members of the node once with the Group Chat administration tool, which sets the definer anew.',
    `${SCHEMA_2010}, Node table`,
  ),
  'P16-duplicate-guid': kind(
    'two rows of the source have the same GUID',
    'Remove one of the two rows from the source.',
    `${SCHEMA_2013}: nodeGuid and prinGuid are keys`,
  ),
  'P17-value-too-long': kind(
    'a value is longer than the column of the target',
    'Shorten it in the source.',
    SCHEMA_2013,
  ),
  'P20-flattened': kind(
    'nested categories become one level: their names, and the names of their rooms, carry the whole path',
    'Rename them beforehand if you want shorter names; policies.categorySeparator sets what stands between.',
    MIGRATION,
  ),
  'P21-name-too-long': kind(
    'the name with its path is longer than the column allows',
    'Shorten the name or those of its parents in the source, or set policies.longNames to shorten.',
    MIGRATION,
  ),
  'P22-name-conflict': kind(
    'two names of the source would be one, judged by the collation of the target',
    'Rename one of the two, or set policies.nameConflict to suffix.',
    `${MIGRATION}; Using categories`,
  ),
  'P23-root-rooms': kind(
    'rooms directly under the root go to a category of their own',
    'Set policies.rootRoomsCategory to the name that you want.',
    FEATURES,
  ),
  'P24-taken-over': kind(
    'the item that the target has under this name is overwritten by the migrated legacy data, as the documented import does',
    'Set policies.nameConflict to suffix to keep both.',
    MIGRATION,
  ),
  'P25-name-in-target': kind(
    'the name is taken by an item that the target had before the first write, judged by its collation',
    'Rename one of the two, or set policies.nameConflict to suffix or overwrite.',
    `${MIGRATION}; Using categories`,
  ),
  'P30-setting-unresolved': kind(
    'the setting is inherited up to the root, which has none either; the default of a new 2013 category is taken',
    'Set it on the root category in the source if you want another value.',
    'New-CsPersistentChatCategory',
  ),
  'P31-unknown-value': kind(
    'visibility or behavior has a value without a documented meaning',
    'Save the node once with the Group Chat administration tool.',
    'EnumValue table',
  ),
  'P32-invitations-forced-off': kind(
    'the room had invitations on under a category that has them off; 2013 turns them off',
    'Turn invitations on for the category if the room needs them.',
    MIGRATION,
  ),
  'P33-room-setting-lost': kind(
    'the room had its own setting for file upload or chat history, which 2013 knows for categories only',
    'Move the room to a category with the settings that it needs.',
    FEATURES,
  ),
  'P34-topic-appended': kind(
    'the topic, which 2013 does not have, is appended to the description',
    'Nothing to do; policies.topic: drop leaves it out.',
    FEATURES,
  ),
  'P35-topic-lost': kind(
    'the topic, which 2013 does not have, is left out',
    'Shorten description or topic so that both fit into 256 characters, if you need it.',
    FEATURES,
  ),
  'P36-category-field-ignored': kind(
    'a category carries a value that the documents know for rooms only; it is not carried over',
    'Nothing to do.',
    `${SCHEMA_2010}, Node table`,
  ),
  'P40-outside-scope': kind(
    'a member, manager or presenter is not within the allowed members of the category and is dropped, as 2013 would do',
    'Add the person, or a group, to the scope of the category in the source.',
    'Set-CsPersistentChatRoom; Moving a chat room from one category to another',
  ),
  'P41-root-manager': kind(
    'a manager of the root category becomes manager of every room',
    'Remove the manager from the root category in the source if that is not wanted.',
    MIGRATION,
  ),
  'P42-presenter-dropped': kind(
    'presenters exist in auditoriums only',
    'Nothing to do, or make the room an auditorium.',
    'Set-CsPersistentChatRoom',
  ),
  'P43-empty-scope': kind(
    'no one is within the scope of the category, so its rooms can have no members, managers or presenters',
    'Set the scope of the category in the source.',
    'Set-CsPersistentChatCategory',
  ),
  'P44-room-scope': kind(
    'the room has a scope of its own, which 2013 knows for categories only: people of the category find it, although only those within its own scope stay members',
    'Move the room to a category with that scope.',
    FEATURES,
  ),
  'P45-members-without-room': kind(
    'members of a category from which no room takes its members: 2013 keeps members for rooms only',
    'Nothing to do.',
    FEATURES,
  ),
  'P51-federated': kind(
    'a federated or external principal becomes a disabled one: it loses access, its messages stay',
    'Tell the people concerned.',
    `${MIGRATION}; Understanding Persistent Chat membership`,
  ),
  'P52-same-uri': kind(
    'two principals have the same URI',
    'Find out in Active Directory which one lives, and correct the other in the source.',
    OWN,
  ),
  'P53-system-principal': kind(
    'a system principal has no counterpart in the target; what refers to it refers to the target’s own system principal',
    'Nothing to do.',
    'tblPrincipalAffiliations: principal 1 stands for Active Directory synchronisation',
  ),
  'P54-permissions-lost': kind(
    'rights of a user of its own (uploading files, administering) have no place in 2013',
    'Allow file upload per category, and make administrators members of CsPersistentChatAdministrator.',
    FEATURES,
  ),
  'P55-reference-without-row': kind(
    'a column refers to a principal that has no row; the system principal stands in',
    'Nothing to do.',
    OWN,
  ),
  'P56-type-not-used': kind(
    'the principal has a type that is documented as not used in this table; it is carried over as it is',
    'Look at the principal in the source.',
    'PrincipalType table',
  ),
  'P57-no-system-principal': kind(
    'the target has no system principal to stand in for principals without a row',
    'Create the Persistent Chat database anew with the setup of the product.',
    'tblPrincipalType',
  ),
  'P58-own-principal': kind(
    'principals that the target has already stand for the same people or groups and are not touched',
    'Nothing to do.',
    OWN,
  ),
  'P60-add-in-invalid': kind(
    'the add-in does not meet the limits of 2013 and is rejected; its rooms go without',
    'Correct the add-in in the source: name and URL must not be empty, the URL http or https and at most 255 characters.',
    'Configure add-ins for rooms; tblSiopWhiteList',
  ),
  'P61-add-in-missing': kind(
    'the room refers to an add-in that does not come along; the room goes without',
    'Register the add-in in 2013 and assign it to the room.',
    'tblSiopWhiteList',
  ),
  'P62-add-in-conflict': kind(
    'the target has an add-in with this ID and another name or URL',
    'Remove one of the two, or set policies.nameConflict.',
    'tblSiopWhiteList',
  ),
  'P70-messages-without-room': kind(
    'messages of a channel that is no room are rejected',
    'Look at the reject file after the migration.',
    'tblChat',
  ),
  'P71-counter-corrected': kind(
    'tblLastChatId is missing or lower than the highest message; the target gets the highest',
    'Nothing to do.',
    'tblLastChatId',
  ),
  'P72-invite-counter-corrected': kind(
    'tblLastInviteId is missing or lower than the highest invitation of the principal; the target gets the highest',
    'Nothing to do.',
    'tblLastInviteId',
  ),
  'P80-not-migrated': kind('data that is not migrated by design', 'See docs/mapping.md.', OWN),
  'P81-disabled-room': kind(
    'the room is disabled and stays behind with its messages',
    'Set policies.disabledRooms to keep, or enable the room in the source.',
    MIGRATION,
  ),
  'P82-filtered': kind('left out by the filter', 'Nothing to do, or change filter.*.', MIGRATION),
  'P83-filter-matches-nothing': kind(
    'an entry of the filter matches nothing',
    'Correct filter.categories or filter.rooms.',
    OWN,
  ),
  'P84-filter-date': kind('filter.since is not a date', 'Write it as 2011-01-31 or 2011-01-31T12:00:00Z.', OWN),
  'P90-rejected-rows': kind(
    'rows that cannot be carried over go to the reject file with their reason and whole content',
    'Correct them in the source, or read the reject file after the migration.',
    OWN,
  ),
  'P91-ids-moved': kind(
    'IDs that the target uses already are moved above the highest, and every reference with them',
    'Nothing to do; GUIDs do not change.',
    OWN,
  ),
  'P92-ids-exhausted': kind('no free ID is left below 2,147,483,648', 'Start from an empty target.', OWN),
} as const satisfies Record<string, FindingKind>;

export type FindingId = keyof typeof FINDING_KINDS;

function kind(meaning: string, hint: string, source: string): FindingKind {
  return { meaning, hint, source };
}
