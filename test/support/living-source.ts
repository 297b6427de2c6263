/**
 * What people, administrators and servers do to a source between two passes: every kind of change, each by itself, so
 * that a test can make one of them or all.
 */
import type { TestDatabases } from './engines.ts';
import { addIn, guid, principal, role, room, scope } from './inventory-builder.ts';
import {
  addMessages,
  addRows,
  change,
  createWorld,
  type LegacyMessageRow,
  messagesOf,
  ORPHAN_AUTHOR,
  ORPHAN_ROOM,
  STAFF,
} from './small-world.ts';

/** Without a row at first; below the highest principal, so that the placeholder stands at this very number. */
const LOW_ORPHAN = 45;
/** Disabled at first, with messages. */
const DISABLED_ROOM = 107;
const TICKS = 634_294_368_000_000_000n;

/** The small world with a room that is disabled, and an author without a row whose number is free on both sides. */
export async function createLivingWorld(databases: TestDatabases): Promise<void> {
  await createWorld(databases);
  await addRows(databases, 'tblNode', [
    room(DISABLED_ROOM, 2, 'Room 107', { scopeDefinerId: 2, roleDefinerId: DISABLED_ROOM, disabled: true }),
    room(108, 2, 'Room 108', { scopeDefinerId: 2, roleDefinerId: 108 }),
  ]);
  await addRows(databases, 'tblPrincipalRole', [role(DISABLED_ROOM, 12, 'member'), role(108, 12, 'manager')]);
  await addMessages(databases, [
    ...messagesOf(DISABLED_ROOM, 1, 14),
    ...messagesOf(108, 1, 25).map((message, index) => (index % 5 === 0 ? by(LOW_ORPHAN, message) : message)),
  ]);
}

export interface SourceChange {
  readonly what: string;
  apply(source: TestDatabases): Promise<void>;
}

function by(author: number, message: LegacyMessageRow): LegacyMessageRow {
  const [channelId, chatId, chatDate, , isAlert, content] = message;
  return [channelId, chatId, chatDate, author, isAlert, content];
}

function statements(what: string, ...sql: readonly string[]): SourceChange {
  return {
    what,
    apply: async (source) => {
      for (const each of sql) await change(source, 'source', each);
    },
  };
}

/** Rows of a room in every table but the one of messages. */
function withoutRoom(nodeID: number): string[] {
  return [
    `DELETE FROM tblNode WHERE nodeID = ${nodeID}`,
    `DELETE FROM tblPrincipalRole WHERE prinRoleNodeID = ${nodeID}`,
    `DELETE FROM tblPrincipalInvites WHERE nodeID = ${nodeID}`,
    `DELETE FROM tblLastChatId WHERE nodeID = ${nodeID}`,
  ];
}

function withoutPrincipal(prinID: number): string[] {
  return [
    `DELETE FROM tblPrincipal WHERE prinID = ${prinID}`,
    `DELETE FROM tblPrincipalRole WHERE prinRolePrinID = ${prinID}`,
    `DELETE FROM tblPrincipalAffiliations WHERE principalID = ${prinID}`,
    `DELETE FROM tblPrincipalInvites WHERE prinID = ${prinID}`,
    `DELETE FROM tblLastInviteId WHERE prinID = ${prinID}`,
  ];
}

/** In this order; each leaves what the others need. */
export const CHANGES: readonly SourceChange[] = [
  {
    what: 'new messages at the tail of old rooms',
    apply: (source) => addMessages(source, [...messagesOf(101, 2, 5), ...messagesOf(104, 121, 33)]),
  },
  {
    what: 'a new room with messages',
    apply: async (source) => {
      await addRows(source, 'tblNode', [room(150, 2, 'Room 150', { scopeDefinerId: 2, roleDefinerId: 150 })]);
      await addRows(source, 'tblPrincipalRole', [role(150, 12, 'member')]);
      await addRows(source, 'tblLastChatId', [{ nodeID: 150, lastChatID: 40n }]);
      await addMessages(source, messagesOf(150, 1, 20));
    },
  },
  { what: 'the first messages of a room', apply: (source) => addMessages(source, messagesOf(100, 1, 12)) },
  {
    what: 'a message between old ones',
    apply: (source) => addMessages(source, [[104, 41n, TICKS + 20n, 11, false, 'came late']]),
  },
  statements('a renamed room', `UPDATE tblNode SET nodeName = 'Renamed' WHERE nodeID = 103`),
  statements('a renamed category', `UPDATE tblNode SET nodeName = 'Renamed desk' WHERE nodeID = 2`),
  statements('a moved room', `UPDATE tblNode SET parentID = 2 WHERE nodeID = 105`),
  statements('a moved category', `UPDATE tblNode SET parentID = 1 WHERE nodeID = 3`),
  statements('a described room', `UPDATE tblNode SET nodeDesc = 'Another', topic = 'And a topic' WHERE nodeID = 106`),
  statements('a disabled room', `UPDATE tblNode SET disabled = 1 WHERE nodeID = 102`),
  statements('a re-enabled room', `UPDATE tblNode SET disabled = 0 WHERE nodeID = ${DISABLED_ROOM}`),
  {
    what: 'changed roles',
    apply: async (source) => {
      await change(source, 'source', 'DELETE FROM tblPrincipalRole WHERE prinRoleNodeID = 104 AND prinRolePrinID = 12');
      await change(
        source,
        'source',
        'UPDATE tblPrincipalRole SET prinRoleTypeID = 12 WHERE prinRoleNodeID = 104 AND prinRolePrinID = 13',
      );
      await addRows(source, 'tblPrincipalRole', [role(104, 20, 'member')]);
    },
  },
  {
    what: 'changed scopes',
    apply: async (source) => {
      await addRows(source, 'tblScopePrincipal', [scope(2, 16), scope(2, 17)]);
      await change(source, 'source', `DELETE FROM tblScopePrincipal WHERE scopePrinID = ${STAFF}`);
    },
  },
  {
    what: 'a new principal',
    apply: async (source) => {
      await addRows(source, 'tblPrincipal', [principal(60)]);
      await addRows(source, 'tblPrincipalAffiliations', [
        { principalID: 60, affiliationID: 60, index: -1, updatedBy: 1 },
        { principalID: 60, affiliationID: STAFF, index: 1, updatedBy: 1 },
      ]);
      await addRows(source, 'tblPrincipalRole', [role(101, 60, 'member')]);
    },
  },
  statements(
    'renamed and disabled principals',
    `UPDATE tblPrincipal SET prinName = 'Another name' WHERE prinID = 18`,
    'UPDATE tblPrincipal SET prinDisabled = 1 WHERE prinID = 19',
  ),
  statements('a principal who is gone and wrote nothing', ...withoutPrincipal(70)),
  {
    what: 'changed affiliations and members',
    apply: async (source) => {
      await change(source, 'source', `DELETE FROM tblPrincipalAffiliations WHERE principalID = 21 AND "index" = 1`);
      await addRows(source, 'tblPrincipalAffiliations', [
        { principalID: 22, affiliationID: 23, index: 2, updatedBy: 1 },
      ]);
      await change(source, 'source', `DELETE FROM tblPrincipalMembers WHERE memberADPath LIKE 'CN=Common 11,%'`);
      await addRows(source, 'tblPrincipalMembers', [{ prinID: STAFF, memberADPath: 'CN=Common 29,DC=contoso' }]);
    },
  },
  {
    what: 'changed invitations and counters',
    apply: async (source) => {
      await change(source, 'source', 'DELETE FROM tblPrincipalInvites WHERE prinID = 13');
      await addRows(source, 'tblPrincipalInvites', [
        { prinID: 14, invID: 41, nodeID: 104, createdOn: '2012-02-04 04:05:06.007' },
      ]);
      await change(source, 'source', 'UPDATE tblLastInviteId SET lastInviteID = 41 WHERE prinID = 14');
      await change(source, 'source', 'UPDATE tblLastChatId SET lastChatID = 400 WHERE nodeID = 104');
    },
  },
  {
    what: 'changed preferences',
    apply: async (source) => {
      await change(source, 'source', `UPDATE tblPreference SET prefContent = '<other/>' WHERE lastModifiedBy = 11`);
      await change(source, 'source', 'DELETE FROM tblPreference WHERE lastModifiedBy = 12');
      await addRows(source, 'tblPreference', [
        { prefLabel: 'sip:user29@contoso.com|x', prefSeqID: 1, prefContent: '<new/>', lastModifiedBy: 29 },
      ]);
    },
  },
  {
    what: 'changed add-ins',
    apply: async (source) => {
      await change(source, 'source', `UPDATE tblSiopWhiteList SET siopName = 'Another add-in'`);
      await addRows(source, 'tblSiopWhiteList', [addIn(2)]);
      await change(source, 'source', `UPDATE tblNode SET siopID = '${guid('C', 2)}' WHERE nodeID = 104`);
    },
  },
  statements('a message removed from the middle', 'DELETE FROM tblChat WHERE channelID = 104 AND chatID = 60'),
  statements('a message removed from the beginning', 'DELETE FROM tblChat WHERE channelID = 104 AND chatID = 2'),
  statements('messages removed from the end', 'DELETE FROM tblChat WHERE channelID = 103 AND chatID > 60'),
  statements('all messages removed from a room', 'DELETE FROM tblChat WHERE channelID = 105'),
  statements(
    'content replaced by as many other characters',
    `UPDATE tblChat SET content = REPLACE(content, 'message', 'MESSAGE') WHERE channelID = 104 AND chatID = 80`,
  ),
  statements(
    'content replaced by another text',
    `UPDATE tblChat SET content = 'removed by compliance' WHERE channelID = 104 AND chatID IN (82, 84)`,
  ),
  statements(
    'an alert that is none any more',
    'UPDATE tblChat SET isAlert = 1 - isAlert WHERE channelID = 104 AND chatID IN (86, 22)',
  ),
  statements('another author', 'UPDATE tblChat SET userId = 29 WHERE channelID = 104 AND chatID = 88'),
  statements('another time', `UPDATE tblChat SET chatDate = ${TICKS + 12_345n} WHERE channelID = 104 AND chatID = 90`),
  statements('an author whose row is gone', ...withoutPrincipal(15)),
  {
    what: 'authors who get a row',
    apply: async (source) => {
      await addRows(source, 'tblPrincipal', [principal(ORPHAN_AUTHOR), principal(LOW_ORPHAN)]);
      await addRows(source, 'tblPrincipalAffiliations', [
        { principalID: LOW_ORPHAN, affiliationID: LOW_ORPHAN, index: -1, updatedBy: 1 },
      ]);
    },
  },
  {
    what: 'an author without a row in an old message',
    apply: (source) => change(source, 'source', 'UPDATE tblChat SET userId = 46 WHERE channelID = 104 AND chatID = 92'),
  },
  {
    what: 'the last message of an author without a row, given to another',
    apply: (source) =>
      change(source, 'source', `UPDATE tblChat SET userId = 10 WHERE userId = ${ORPHAN_AUTHOR} AND channelID = 106`),
  },
  statements('a deleted room', ...withoutRoom(108), 'DELETE FROM tblChat WHERE channelID = 108'),
  statements('a deleted room whose messages stayed', ...withoutRoom(106)),
  {
    what: 'messages of a room without a row, removed and new',
    apply: async (source) => {
      await change(source, 'source', `DELETE FROM tblChat WHERE channelID = ${ORPHAN_ROOM} AND chatID = 4`);
      await change(
        source,
        'source',
        `UPDATE tblChat SET content = 'other' WHERE channelID = ${ORPHAN_ROOM} AND chatID = 6`,
      );
      await addMessages(source, messagesOf(ORPHAN_ROOM, 5, 2));
    },
  },
];

export async function changeEverything(source: TestDatabases): Promise<void> {
  for (const { apply } of CHANGES) await apply(source);
}
