/** Changes of rows in the two databases, in SQL that both engines understand. */

import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import { BASE } from '#test/directory/directories.ts';
import { guid, LEGACY_ROLE } from '#test/support/inventory-builder.ts';
import { all, type Change, change, type Make, setting, statement } from './change.ts';
import { AUDITORIUM, DESK, hoursAgo, LAST_PING_HOURS, ROOM } from './database-rows.ts';
import { PEOPLE, STAFF } from './directory-objects.ts';

const [BEA = 0, CAI = 0, DOV = 0, EVE = 0] = PEOPLE.values();
const OWN = 500;
const { member, manager, voiced } = LEGACY_ROLE;

/** One column of the rows that a condition names, and what it was in all of them. */
function column(side: 'source' | 'target', table: string, name: string, to: string, where: string, was: string): Make {
  const set = (value: string): string => `UPDATE ${table} SET ${name} = ${value} WHERE ${where}`;
  return statement(side, set(to), set(was));
}

function node(name: string, to: string, was: string, id = ROOM): Make {
  return column('source', 'tblNode', name, to, `nodeID = ${id}`, was);
}

const FIRST = `channelID = ${ROOM} AND chatID = 1`;

function message(name: string, to: string, was: string): Make {
  return column('source', 'tblChat', name, to, `channelID = ${ROOM} AND chatID = 10`, was);
}

function person(name: string, to: string, was: string, id = BEA): Make {
  return column('source', 'tblPrincipal', name, to, `prinID = ${id}`, was);
}

function guidOfEve(to: (guids: ReadonlyMap<string, string>) => string): Make {
  return (world) => {
    const was = world.guids.get('eve') ?? '';
    return person('prinGuid', `'${to(world.guids).toUpperCase()}'`, `'${was.toUpperCase()}'`, EVE)(world);
  };
}

/** A row like another one, but for some columns. */
function copied(
  side: 'source' | 'target',
  table: string,
  columns: string,
  instead: string,
  where: string,
  undo: string,
): Make {
  return statement(side, `INSERT INTO ${table} (${columns}) SELECT ${instead} FROM ${table} WHERE ${where}`, undo);
}

const NODE_REST =
  'nodeDesc, topic, inheritance, scopeChange, overrideMember, invite, logged, filePost, disabled, restrictChildCreate, behavior, visibility, scopeDefinerId, roleDefinerId, nodeAddedBy, nodeAddedOn, nodeUpdatedBy, nodeUpdatedOn';
const PRINCIPAL_REST =
  'prinName, prinCompanyName, prinEmail, prinADUserPrincipalName, prinAllowedPermSet, prinUseInheritedPerms, prinAddedBy, prinAddedOn, prinUpdatedBy, prinUpdatedOn, prinVerifiedOn';

/** A subcategory of the only category. */
function subcategory(name: string): Make {
  const columns = `nodeID, nodeGuid, parentID, nodeType, nodeName, ${NODE_REST}`;
  const instead = `3, '${guid('A', 3)}', ${DESK}, nodeType, '${name}', ${NODE_REST}`;
  return copied('source', 'tblNode', columns, instead, `nodeID = ${DESK}`, 'DELETE FROM tblNode WHERE nodeID = 3');
}

/** A principal that the directory does not know, and that nobody refers to. */
function newcomer(of: { guid?: string; uri?: string; type?: number; disabled?: number }): Make {
  const { guid: own = guid('B', 60), uri = 'sip:new@contoso.com', type = 5, disabled = 1 } = of;
  const columns = `prinID, prinGuid, prinUri, prinADPath, prinDisabled, prinTypeID, ${PRINCIPAL_REST}`;
  const instead = `60, '${own}', '${uri}', NULL, ${disabled}, ${type}, ${PRINCIPAL_REST.replace('prinName', "'new'")}`;
  const undo = 'DELETE FROM tblPrincipal WHERE prinID = 60';
  return copied('source', 'tblPrincipal', columns, instead, `prinID = ${BEA}`, undo);
}

function roleOf(nodeID: number, prinID: number, type: number): Make {
  const row = `prinRoleNodeID = ${nodeID} AND prinRolePrinID = ${prinID} AND prinRoleTypeID = ${type}`;
  return statement(
    'source',
    `INSERT INTO tblPrincipalRole (prinRoleNodeID, prinRolePrinID, prinRoleTypeID, prinRoleUpdatedBy, honorsOverride, honorsScope) VALUES (${nodeID}, ${prinID}, ${type}, 1, 1, 1)`,
    `DELETE FROM tblPrincipalRole WHERE ${row}`,
  );
}

/** A thing of the target's own. */
function ownNode(id: number, name: string, nodeGuid: string): Make {
  const rest =
    'parentID, nodeType, nodeDesc, invite, logged, filePost, disabled, behavior, visibility, nodeAddedBy, nodeAddedOn, nodeUpdatedBy, nodeUpdatedOn';
  return copied(
    'target',
    'tblNode',
    `nodeID, nodeName, nodeGuid, ${rest}`,
    `${id}, '${name}', '${nodeGuid}', ${rest}`,
    `nodeID = ${OWN}`,
    `DELETE FROM tblNode WHERE nodeID = ${id}`,
  );
}

/** Where the target is not what it should be, nothing that a plan would answer is known, nor what it holds. */
const NO_PLAN = Object.fromEntries(
  ALL_CHECKS.filter(({ findings }) => findings !== undefined)
    .map(({ id }) => id)
    .concat('S35', 'T04', 'T11', 'T14')
    .map((id) => [id, 'unknown'] as const),
);

const ping = (value: string): string => `UPDATE tblServerIdentity SET serverLastPingTime = ${value}`;

export const PINGING: Make = (world) =>
  statement('source', ping(`'${hoursAgo(0)}'`), ping(`'${hoursAgo(LAST_PING_HOURS)}'`))(world);

const numbers = (from: number, to: number): string =>
  `WITH RECURSIVE numbers (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${to})`;

function people(from: number, to: number, type: number): Make {
  const rest = PRINCIPAL_REST.replace('prinName, ', '');
  return statement(
    'source',
    `INSERT INTO tblPrincipal (prinID, prinGuid, prinUri, prinName, prinADPath, prinDisabled, prinTypeID, ${rest}) ${numbers(from, to)} SELECT n, printf('%08X-0000-0000-0000-000000000000', n), 'sip:' || n || '@contoso.com', 'Person ' || n, NULL, 0, ${type}, ${rest} FROM tblPrincipal, numbers WHERE prinID = ${BEA}`,
    `DELETE FROM tblPrincipal WHERE prinID >= ${from}`,
  );
}

const DOMAINS = 8;
/** 1,001 members of a category from which 2,000 rooms take theirs. */
const CROWD: Make = all(
  people(10_001, 11_001, DOMAINS),
  statement(
    'source',
    `INSERT INTO tblPrincipalAffiliations (principalID, affiliationID, [index], updatedBy) SELECT prinID, ${STAFF.number}, 1, 1 FROM tblPrincipal WHERE prinID > 10000`,
    'DELETE FROM tblPrincipalAffiliations WHERE principalID > 10000',
  ),
  statement(
    'source',
    `INSERT INTO tblPrincipalRole (prinRoleNodeID, prinRolePrinID, prinRoleTypeID, prinRoleUpdatedBy, honorsOverride, honorsScope) SELECT ${DESK}, prinID, ${member}, 1, 1, 1 FROM tblPrincipal WHERE prinID > 10000`,
    'DELETE FROM tblPrincipalRole WHERE prinRolePrinID > 10000',
  ),
  statement(
    'source',
    `INSERT INTO tblNode (nodeID, nodeGuid, parentID, nodeType, nodeName, ${NODE_REST}) ${numbers(20_001, 22_000)} SELECT n, printf('%08X-1111-0000-0000-000000000000', n), ${DESK}, 0, 'Room ' || n, ${NODE_REST.replace('roleDefinerId', `${DESK}`)} FROM tblNode, numbers WHERE nodeID = ${ROOM}`,
    'DELETE FROM tblNode WHERE nodeID > 20000',
  ),
);

/** More rows than a test would insert one by one, in SQL that a file alone understands. */
export const CROWDS: readonly Change[] = [
  change('there are two million access entries', CROWD, { S35: 'warn' }),
  change('there are 150,001 users', people(10_001, 160_001, 5), { S16: 'warn', S40: 'warn' }),
];

const DEPLOYMENT: readonly Change[] = [
  change(
    'no user of the target carries a policy',
    column('target', 'tblPrincipal', 'prinPolicyID', 'NULL', `prinID = ${OWN}`, '1'),
    { D16: 'warn' },
  ),
  change(
    'a person is of another forest',
    person('prinADPath', "'CN=bea,CN=Users,DC=fabrikam,DC=com'", `'CN=bea,CN=Users,${BASE}'`),
    { D23: 'block' },
  ),
  change(
    'a person is not in the directory any more',
    guidOfEve(() => guid('B', 99)),
    {
      D23: 'warn',
      S16: 'warn',
    },
  ),
  change('a Group Chat server has just pinged', PINGING, { D31: 'warn', D32: 'warn' }),
  change(
    'a Persistent Chat server has just pinged',
    (world) =>
      statement(
        'target',
        `INSERT INTO tblServerIdentity (serverID, serverAddress, serverLastPingTime) VALUES (1, 'pc1', '${hoursAgo(0)}')`,
        'DELETE FROM tblServerIdentity',
      )(world),
    { D31: 'warn' },
  ),
];

const SOURCE: readonly Change[] = [
  change('a room has a parent that is not there', node('parentID', '999', `${DESK}`), {
    S01: 'block',
    S23: 'warn',
    S36: 'warn',
  }),
  change(
    'two principals share a GUID',
    guidOfEve((guids) => guids.get('dov') ?? ''),
    { S02: 'block' },
  ),
  change('there is a subcategory', subcategory('Rates'), { S03: 'warn' }),
  change('a name does not fit with its path', subcategory('x'.repeat(256)), { S03: 'warn', S04: 'block' }),
  change('two rooms have one name', node('nodeName', "'NEWS'", "'Trading'"), { S05: 'block' }),
  change('the root has a manager', roleOf(1, BEA, manager), { S06: 'warn' }),
  change(
    'a room is directly under the root',
    all(node('parentID', '1', `${DESK}`), node('scopeDefinerId', '1', `${DESK}`)),
    // The root becomes a category, and the target has its root under that ID.
    { S07: 'warn', T06: 'warn' },
  ),
  change(
    'a category does not invite, and its room does',
    all(node('invite', '0', 'NULL', DESK), node('invite', '1', 'NULL')),
    { S08: 'warn' },
  ),
  change('a room takes no files, against its category', node('filePost', '0', 'NULL'), { S09: 'warn' }),
  change('a room has a visibility that is not documented', node('visibility', '77', 'NULL'), { S10: 'block' }),
  change('a room has a topic', node('topic', "'About sales'", "''"), { S11: 'warn' }),
  change('a description is too long', node('nodeDesc', `'${'x'.repeat(300)}'`, "''"), { S12: 'block' }),
  change('a federated user takes part', newcomer({ type: 7 }), { S13: 'warn' }),
  change('a principal stands for any user', newcomer({ type: 2 }), { S14: 'warn' }),
  change('two principals share a URI', newcomer({ uri: `sip:user${BEA}@contoso.com` }), { S15: 'warn' }),
  change(
    'a member is not within the scope',
    statement(
      'source',
      `DELETE FROM tblPrincipalAffiliations WHERE principalID = ${EVE} AND affiliationID = ${STAFF.number}`,
      `INSERT INTO tblPrincipalAffiliations (principalID, affiliationID, [index], updatedBy) VALUES (${EVE}, ${STAFF.number}, 1, 1)`,
    ),
    { S17: 'warn' },
  ),
  change('a normal room has a presenter', roleOf(ROOM, CAI, voiced), { S18: 'warn' }),
  change(
    'a presenter is no member',
    statement(
      'source',
      `DELETE FROM tblPrincipalRole WHERE prinRoleNodeID = ${AUDITORIUM} AND prinRolePrinID = ${CAI} AND prinRoleTypeID = ${member}`,
      `INSERT INTO tblPrincipalRole (prinRoleNodeID, prinRolePrinID, prinRoleTypeID, prinRoleUpdatedBy, honorsOverride, honorsScope) VALUES (${AUDITORIUM}, ${CAI}, ${member}, 1, 1, 1)`,
    ),
    { S19: 'warn' },
  ),
  change('a category says who may create rooms', node('restrictChildCreate', '1', 'NULL', DESK), { S20: 'warn' }),
  change(
    'a user has rights of its own',
    all(person('prinUseInheritedPerms', '0', '1'), person('prinAllowedPermSet', '-1', '0')),
    { S21: 'warn' },
  ),
  change(
    'an add-in has no web address',
    column('source', 'tblSiopWhiteList', 'siopUrl', "'ftp://add.in/1'", '1 = 1', "'https://add.in/1'"),
    { S22: 'warn', S36: 'warn' },
  ),
  change(
    'messages have no room',
    statement(
      'source',
      'INSERT INTO tblChat (channelID, chatID, chatDate, userId, isAlert, content) SELECT 999, chatID, chatDate, userId, isAlert, content FROM tblChat WHERE channelID = 100',
      'DELETE FROM tblChat WHERE channelID = 999',
    ),
    { S23: 'warn' },
  ),
  change('a message is of an author without a row', message('userId', '777', `${BEA}`), { S24: 'warn' }),
  change('a message is older than the one before', message('chatDate', 'chatDate - 2', 'chatDate + 2'), {
    S25: 'warn',
  }),
  change(
    'a message is of a time before Group Chat',
    column('source', 'tblChat', 'chatDate', '7', FIRST, '634294368000000000'),
    { S28: 'warn' },
  ),
  change('a message links to a file that is not there', message('content', "'ma-filelink:lost.docx'", "'message 10'"), {
    S29: 'warn',
  }),
  change(
    'a counter of messages is behind',
    column('source', 'tblLastChatId', 'lastChatID', '3', `nodeID = ${ROOM}`, '20'),
    { S26: 'warn' },
  ),
  change(
    'a counter of invitations is behind',
    column('source', 'tblLastInviteId', 'lastInviteID', '0', `prinID = ${DOV}`, '40'),
    { S27: 'warn' },
  ),
  change('a room is disabled', node('disabled', '1', '0'), { S31: 'warn' }),
  change('a disabled principal holds roles', person('prinDisabled', '1', '0', EVE), { S32: 'warn' }),
  change('two people have one name', person('prinName', "'CAI'", "'bea'"), { S33: 'warn' }),
  change(
    'a distinguished name is too long',
    person('prinADPath', `'CN=${'x'.repeat(400)},${BASE}'`, `'CN=bea,CN=Users,${BASE}'`),
    { S34: 'warn', S36: 'warn' },
  ),
  change('a room was added by nobody', node('nodeAddedBy', '9999', '1'), { S36: 'warn' }),
  change('the filter names a room that is not there', setting('filter', 'rooms', ['Trading', 'News', 'Lost']), {
    S38: 'block',
  }),
  change(
    'there may be more than a million invitations',
    all(
      column('source', 'tblPrincipalInvites', 'invID', '2000000', `prinID = ${BEA}`, '1'),
      column('source', 'tblLastInviteId', 'lastInviteID', '2000000', `prinID = ${BEA}`, '40'),
    ),
    { S39: 'unknown' },
  ),
];

const TARGET: readonly Change[] = [
  change('the target holds a node of the source', ownNode(501, 'Copied', guid('A', ROOM)), { T01: 'block' }),
  change(
    'a role of 2013 is missing',
    column('target', 'tblRoleType', 'rtypeDesc', "'Other'", 'rtypeID = 3', "'Manager'"),
    { ...NO_PLAN, T02: 'block' },
  ),
  change('the target has no root', column('target', 'tblNode', 'parentID', `${OWN}`, 'nodeID = 1', '1'), {
    T03: 'block',
  }),
  change(
    'there is no revision',
    statement('target', 'DELETE FROM tblSystemRevision', 'INSERT INTO tblSystemRevision (sysRevision) VALUES (41)'),
    { T04: 'warn' },
  ),
  change('the target has a category of the same name', ownNode(501, 'desk', guid('D', 501)), {
    D33: 'block',
    T05: 'block',
  }),
  change('an ID is taken', ownNode(ROOM, 'Another', guid('D', ROOM)), { T06: 'warn' }),
];

export const DATA_CHANGES: readonly Change[] = [...DEPLOYMENT, ...SOURCE, ...TARGET];
