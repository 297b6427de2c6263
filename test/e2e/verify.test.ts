import '#test/support/quick-disk.ts';
import { readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, SQLITE, type TestDatabases, type TestEngine } from '#test/support/engines.ts';
import { migrate } from '#test/support/migrate.ts';
import { change, createWorld, ORPHAN_AUTHOR, ORPHAN_ROOM_MESSAGES, ROOMS } from '#test/support/small-world.ts';
import { told, verify } from '#test/support/verify.ts';

/** Every ninth message of room 106. */
const ORPHAN_MESSAGES = Math.floor((ROOMS.get(106) ?? 0) / 9);
const MESSAGES = [...ROOMS.values()].reduce((sum, count) => sum + count, 0);

/** SQL that damages one row of the target, and what verification must say of it. */
const CORRUPTIONS: readonly { readonly title: string; readonly sql: string; readonly says: readonly string[] }[] = [
  {
    title: 'a message whose content changed',
    sql: "UPDATE tblChat SET content = 'tampered' WHERE channelId = 104 AND chatId = 60",
    says: ['changed message 104/60 (content)'],
  },
  {
    title: 'a message of which only the case changed, which the collation does not see',
    sql: 'UPDATE tblChat SET content = UPPER(content) WHERE channelId = 103 AND chatId = 10',
    says: ['changed message 103/10 (content)'],
  },
  {
    title: 'a message whose author changed',
    sql: 'UPDATE tblChat SET userId = 11 WHERE channelId = 102 AND chatId = 4',
    says: ['changed message 102/4 (userId)'],
  },
  {
    title: 'a message that is missing',
    sql: 'DELETE FROM tblChat WHERE channelId = 104 AND chatId = 2',
    says: ['missing message 104/2'],
  },
  {
    title: 'a message too many, between two others',
    sql: "INSERT INTO tblChat (channelId, chatId, chatDate, userId, isAlert, content, rtf) VALUES (103, 5, 634294368000000002, 10, 0, 'extra', NULL)",
    says: ['extra message 103/5'],
  },
  {
    title: 'a message too many in a room that has none',
    sql: "INSERT INTO tblChat (channelId, chatId, chatDate, userId, isAlert, content, rtf) VALUES (100, 1, 634294368000000002, 10, 0, 'extra', NULL)",
    says: ['extra message 100/1'],
  },
  {
    title: 'a message with rich text',
    sql: "UPDATE tblChat SET rtf = '' WHERE channelId = 101 AND chatId = 2",
    says: ['changed message 101/2 (rtf)'],
  },
  {
    title: 'a role that is missing',
    sql: 'DELETE FROM tblPrincipalRole WHERE prinRoleNodeID = 103 AND prinRolePrinID = 12 AND prinRoleTypeID = 2',
    says: ['missing role 103/12/2'],
  },
  {
    title: 'a role too many',
    sql: 'INSERT INTO tblPrincipalRole (prinRoleNodeID, prinRolePrinID, prinRoleTypeID, prinRoleUpdatedBy) VALUES (104, 25, 2, 1)',
    says: ['extra role 104/25/2'],
  },
  {
    title: 'a room whose name changed by a trailing space',
    sql: "UPDATE tblNode SET nodeName = 'Room 104 ' WHERE nodeID = 104",
    says: ['changed node 104 (nodeName)'],
  },
  {
    title: 'a room too many',
    sql: "INSERT INTO tblNode (nodeID, nodeGuid, parentID, nodeType, nodeName, nodeDesc, invite, logged, filePost, disabled, behavior, visibility, siopID, nodeAddedBy, nodeAddedOn, nodeUpdatedBy, nodeUpdatedOn, purgedOn) VALUES (500, 'D0000000-0000-0000-0000-000000000500', 2, 0, 'Stray', '', NULL, NULL, NULL, 0, 4, 3, NULL, 1, 5, 1, 5, NULL)",
    says: ['extra node 500'],
  },
  {
    title: 'a principal whose address changed by an accent',
    sql: "UPDATE tblPrincipal SET prinEmail = 'us\u00e9r10@contoso.com' WHERE prinID = 10",
    says: ['changed principal 10 (prinEmail)'],
  },
  {
    title: 'a value that became NULL',
    sql: 'UPDATE tblPrincipal SET prinCompanyName = NULL WHERE prinID = 11',
    says: ['changed principal 11 (prinCompanyName)'],
  },
  {
    title: 'a counter that changed',
    sql: 'UPDATE tblLastChatId SET lastChatID = 3 WHERE nodeID = 104',
    says: ['changed counter 104 (lastChatID)'],
  },
  {
    title: 'a counter that is missing',
    sql: 'DELETE FROM tblLastChatId WHERE nodeID = 100',
    says: ['missing counter 100'],
  },
  {
    title: 'a scope that denies',
    sql: 'UPDATE tblScopePrincipal SET scopeIsDenied = 1 WHERE scopeNodeID = 2',
    says: ['changed scope 2/2 (scopeIsDenied)'],
  },
  {
    title: 'an invitation that is missing',
    sql: 'DELETE FROM tblPrincipalInvites WHERE prinID = 12',
    says: ['missing invite 12/102'],
  },
  {
    title: 'a preference whose content changed',
    sql: "UPDATE tblPreference SET prefContent = '' WHERE prefLabel = 'sip:user10@contoso.com|username.filters'",
    says: ['changed preference sip:user10@contoso.com|username.filters/1 (prefContent)'],
  },
  {
    title: 'an affiliation too many',
    sql: 'INSERT INTO tblPrincipalAffiliations (principalID, affiliationID, [index], updatedBy) VALUES (10, 11, 2, 1)',
    says: ['extra affiliation 10/2/11'],
  },
  {
    title: 'a system revision below what the migration raised it to',
    sql: 'UPDATE tblSystemRevision SET sysRevision = 41',
    says: ['changed revision sysRevision (sysRevision)'],
  },
];

// A server may be shared with other suites, and each of its sessions is slow to begin.
vi.setConfig({ testTimeout: 240_000 });

let databases: TestDatabases;
afterEach(() => databases.dispose());

async function migrated(engine: TestEngine): Promise<void> {
  databases = await engine.fresh('verify');
  await createWorld(databases);
  await migrate(databases, { limits: { rows: 1_000, bytes: 1_000_000 } });
}

forEachEngine('verify', (engine) => {
  beforeEach(() => migrated(engine));

  test('finds a fresh migration equal to what the source implies', async () => {
    const result = await verify(databases);
    expect(told(result)).toEqual([]);
    expect(result.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(result).toMatchObject({ verdict: 'verified', exit: 'done', differencesTotal: 0, differencesFile: null });
    expect(result.compared).toMatchObject({ messages: MESSAGES, nodes: ROOMS.size + 2 });
    expect(ORPHAN_ROOM_MESSAGES).toBeGreaterThan(0);
  });

  test('finds all corruptions at once, keeps their keys and nothing else in a private file, and mends them together', async () => {
    const clean = await dumpTarget(databases);
    for (const { sql } of CORRUPTIONS) await change(databases, 'target', sql);
    const result = await verify(databases);
    expect(told(result)).toEqual(CORRUPTIONS.flatMap(({ says }) => says).toSorted());
    const file = result.differencesFile ?? '';
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(CORRUPTIONS.length);
    expect(lines.join()).not.toMatch(/tampered|us\u00e9r10|message \d+ of/);
    expect(lines.map((line) => Object.keys(JSON.parse(line)).join())).toEqual(
      lines.map(() => 'kind,key,what,table,columns'),
    );
    const events: string[] = [];
    const mended = await verify(databases, { repair: true, record: (event) => events.push(event) });
    expect(mended.verdict).toBe('verified');
    expect(events).toEqual(['verify:repair-begun', 'verify:repaired']);
    expect(await dumpTarget(databases)).toEqual(clean);
  });

  test('mends a placeholder principal that messages need and takes out one that none needs', async () => {
    const clean = await dumpTarget(databases);
    const placeholders = "SELECT prinID FROM tblPrincipal WHERE prinUri LIKE '%placeholder.invalid'";
    await change(databases, 'target', `DELETE FROM tblPrincipalAffiliations WHERE principalID IN (${placeholders})`);
    await change(databases, 'target', "DELETE FROM tblPrincipal WHERE prinUri LIKE '%placeholder.invalid'");
    const result = await verify(databases);
    const id = Number(/\d+$/.exec(told(result)[1] ?? '')?.[0]);
    expect(told(result)).toEqual([`missing affiliation ${id}/-1/${id}`, `missing principal ${id}`]);
    expect(result.findings.map(({ id }) => id)).toContain('V16-authors');
    await verify(databases, { repair: true });
    expect(await dumpTarget(databases)).toEqual(clean);

    await change(databases, 'source', `DELETE FROM tblChat WHERE userId = ${ORPHAN_AUTHOR}`);
    const without = await verify(databases, { repair: true });
    expect(without.repaired).toMatchObject({ found: ORPHAN_MESSAGES + 2, removed: ORPHAN_MESSAGES + 2 });
    expect((await dumpTarget(databases)).tblPrincipal?.join()).not.toContain('placeholder.invalid');
  });

  test('takes out a room too many together with everything that hangs on it, and brings back a lost one', async () => {
    const clean = await dumpTarget(databases);
    for (const sql of [
      "INSERT INTO tblNode (nodeID, nodeGuid, parentID, nodeType, nodeName, nodeDesc, invite, logged, filePost, disabled, behavior, visibility, siopID, nodeAddedBy, nodeAddedOn, nodeUpdatedBy, nodeUpdatedOn, purgedOn) VALUES (500, 'D0000000-0000-0000-0000-000000000500', 2, 0, 'Stray', '', NULL, NULL, NULL, 0, 4, 3, NULL, 1, 5, 1, 5, NULL)",
      'INSERT INTO tblPrincipalRole (prinRoleNodeID, prinRolePrinID, prinRoleTypeID, prinRoleUpdatedBy) VALUES (500, 25, 2, 1)',
      'INSERT INTO tblLastChatId (nodeID, lastChatID) VALUES (500, 1)',
      "INSERT INTO tblChat (channelId, chatId, chatDate, userId, isAlert, content, rtf) VALUES (500, 1, 634294368000000002, 10, 0, 'stray', NULL)",
      'DELETE FROM tblChat WHERE channelId = 103',
      'DELETE FROM tblPrincipalRole WHERE prinRoleNodeID = 103',
      'DELETE FROM tblLastChatId WHERE nodeID = 103',
      'DELETE FROM tblNode WHERE nodeID = 103',
    ]) {
      await change(databases, 'target', sql);
    }
    const result = await verify(databases);
    expect(told(result)).toEqual(
      expect.arrayContaining(['extra node 500', 'extra message 500/1', 'extra counter 500', 'missing node 103']),
    );
    const mended = await verify(databases, { repair: true });
    expect(told(mended)).toEqual([]);
    expect(await dumpTarget(databases)).toEqual(clean);
  });
});

// What follows is decided above the engines, and a session of a server costs more than a whole comparison.
describe('verify, whatever the engine', () => {
  beforeEach(() => migrated(SQLITE));

  test('finds each of many single-row corruptions in what was found alike before, the same as by reading all of it, and mends it so that the target is as it was', async () => {
    const clean = await dumpTarget(databases);
    await verify(databases);
    for (const { sql, says, title } of CORRUPTIONS) {
      await change(databases, 'target', sql);
      const result = await verify(databases);
      expect(told(result), title).toEqual(says);
      expect(result, title).toMatchObject({ verdict: 'different', exit: 'different' });
      expect(result.fromMarks.ranges, title).toBeGreaterThan(0);
      expect(told(await verify(databases, { full: true })), title).toEqual(says);
      const mended = await verify(databases, { repair: true });
      expect(told(mended), title).toEqual([]);
      expect(mended, title).toMatchObject({ verdict: 'verified', repaired: { found: says.length } });
      expect(await dumpTarget(databases), title).toEqual(clean);
    }
  });

  test('warns of a row of the target’s own that is gone, and leaves it alone', async () => {
    await change(databases, 'target', "UPDATE tblNode SET nodeDesc = 'ours' WHERE nodeID = 1");
    const result = await verify(databases);
    expect(result.verdict).toBe('verified');
    expect(result.findings).toContainEqual(expect.objectContaining({ id: 'V20-own-rows', severity: 'warn' }));
  });

  test('gives another mark to either side when it changes', async () => {
    const before = await verify(databases);
    await change(databases, 'source', 'UPDATE tblNode SET nodeDesc = nodeName WHERE nodeID = 103');
    await change(databases, 'target', 'DELETE FROM tblChat WHERE channelId = 101');
    const after = await verify(databases);
    expect(after.sourceMark).not.toBe(before.sourceMark);
    expect(after.targetMark).not.toBe(before.targetMark);
    expect(told(after)).toEqual(['changed node 103 (nodeDesc)', 'missing message 101/2']);
  });

  test('stops when asked to, with nothing written', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(verify(databases, { stop: stop.signal })).rejects.toMatchObject({
      code: 'VERIFICATION_STOPPED',
      exitCode: 4,
    });
  });
});
