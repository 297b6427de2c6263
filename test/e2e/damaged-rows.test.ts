/**
 * Rows that the documents forbid and a database may hold all the same: each becomes a reject, whole and with the column
 * named, every other row comes along, the books add up, and verification expects the damaged rows to be absent.
 */
import '#test/support/quick-disk.ts';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { addMessage, addNodes, FIRST_ADDED } from '#fixtures/breakages/rows.ts';
import { createFixture } from '#fixtures/create-fixture.ts';
import type { FixtureStore } from '#fixtures/fixture-store-port.ts';
import { DOCUMENTED } from '#fixtures/variant.ts';
import { silent } from '#src/model/progress.ts';
import type { SqlValue } from '#src/model/value.ts';
import { forEachEngine, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { foresee, migrate } from '#test/support/migrate.ts';
import { change } from '#test/support/small-world.ts';
import { told, verify } from '#test/support/verify.ts';

const TIMEOUT_MS = 240_000;
const ROOM = FIRST_ADDED;
const TICKS = 634_294_368_000_000_000n;
/** Must never show in a reason. */
const TEXT = 'Confidential text.';

type Damaged = readonly [column: string, row: readonly Exclude<SqlValue, Uint8Array>[]];
const MESSAGES: readonly Damaged[] = [
  ['chatDate', [ROOM, 2n, null, 1, false, TEXT]],
  ['userId', [ROOM, 3n, TICKS, null, false, TEXT]],
  ['isAlert', [ROOM, 4n, TICKS, 1, null, TEXT]],
  ['content', [ROOM, 5n, TICKS, 1, false, null]],
];
const SOUND = [1n, 6n];

/** One row of each table that passes through. */
const ROWS = {
  affiliations: `UPDATE tblPrincipalAffiliations SET updatedBy = NULL WHERE principalID = (SELECT MAX(a.principalID)
    FROM tblPrincipalAffiliations a) AND affiliationID = principalID`,
  invites: `UPDATE tblPrincipalInvites SET createdOn = NULL WHERE prinID = (SELECT MAX(i.prinID) FROM tblPrincipalInvites i)
    AND nodeID = (SELECT MAX(i.nodeID) FROM tblPrincipalInvites i
      WHERE i.prinID = (SELECT MAX(j.prinID) FROM tblPrincipalInvites j))`,
  preferences: `UPDATE tblPreference SET lastModifiedBy = NULL WHERE prefSeqID = 1
    AND prefLabel = (SELECT MAX(p.prefLabel) FROM tblPreference p WHERE p.prefSeqID = 1)`,
} as const;
const KINDS = Object.keys(ROWS) as (keyof typeof ROWS)[];

interface RejectLine {
  readonly kind: string;
  readonly key: string;
  readonly reason: string;
  readonly row: Readonly<Record<string, unknown>>;
}

let databases: TestDatabases;
afterEach(() => databases.dispose());

async function build(damage: (store: FixtureStore) => Promise<void>): Promise<void> {
  const source = await databases.fixtureStore('source');
  const target = await databases.fixtureStore('target');
  await createFixture({
    source: source.port,
    target: target.port,
    size: 'small',
    scale: 0.05,
    seed: 11,
    variant: DOCUMENTED,
    messages: 300,
    loosen: {
      source: {
        notNull: [
          'tblChat.chatDate',
          'tblChat.userId',
          'tblChat.isAlert',
          'tblChat.content',
          'tblPrincipalAffiliations.updatedBy',
          'tblPrincipalInvites.createdOn',
          'tblPreference.lastModifiedBy',
        ],
      },
    },
    progress: silent,
  });
  await addNodes(source.port, [{ nodeID: ROOM, parentID: 2, nodeName: 'Damaged room' }]);
  for (const chatId of SOUND) await addMessage(source.port, [ROOM, chatId, TICKS, 1, false, 'Sound.']);
  await damage(source.port);
  await source.close();
  await target.close();
}

function rejectsOf(file: string | null): RejectLine[] {
  return readFileSync(file ?? '', 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RejectLine);
}

async function newRoom(): Promise<number> {
  const reader = await databases.openTargetReader();
  const ids = new Set<number>();
  for (const { channelId } of await reader.port.bounds()) ids.add(channelId);
  await reader.close();
  return Math.max(...ids);
}

forEachEngine('a source with NULL where none may be', (engine) => {
  it(
    'is migrated without the damaged rows, which are all in the reject file, whole',
    async () => {
      databases = await engine.fresh('damaged rows');
      await build(async (store) => {
        for (const [, row] of MESSAGES) await addMessage(store, row);
        for (const kind of KINDS) await store.execute(ROWS[kind]);
      });
      const foreseen = await foresee(databases);
      const result = await migrate(databases, { limits: { rows: 2_000, bytes: 1_000_000 } });

      expect(result.exit).toBe('rejects');
      expect(result.counts).toEqual(foreseen.counts);
      expect(result.counts.messages).toEqual({ read: 306, written: 302, skipped: 0, rejected: 4 });
      for (const kind of KINDS) expect(result.counts[kind].rejected, kind).toBe(1);
      for (const count of Object.values(result.counts))
        expect(count.read).toBe(count.written + count.skipped + count.rejected);

      const rejects = rejectsOf(result.rejectFile);
      expect(rejects).toHaveLength(MESSAGES.length + KINDS.length);
      for (const [column, [channelID, chatID, chatDate, userId, isAlert, content]] of MESSAGES) {
        expect(rejects).toContainEqual({
          kind: 'messages',
          table: 'tblChat',
          key: `${ROOM}/${chatID}`,
          reason: `${column} is NULL, documented is NOT NULL`,
          row: { channelID, chatID: String(chatID), chatDate: chatDate?.toString() ?? null, userId, isAlert, content },
        });
      }
      expect(rejects.map(({ reason }) => reason).join()).not.toContain(TEXT);

      const verdict = await verify(databases);
      expect(told(verdict)).toEqual([]);
      expect(verdict.findings.filter(({ severity }) => severity === 'block')).toEqual([]);
      expect(verdict.verdict).toBe('verified');
      const room = await newRoom();
      await change(
        databases,
        'target',
        `INSERT INTO tblChat (channelId, chatId, chatDate, userId, isAlert, content) VALUES (${room}, 5, ${TICKS}, 1, 0, '')`,
      );
      expect(told(await verify(databases))).toEqual([`extra message ${room}/5`]);
    },
    TIMEOUT_MS,
  );
});

describe('a source on an engine that holds any value in any column', () => {
  it('is migrated without the rows whose values have another type', async () => {
    databases = await SQLITE.fresh('mistyped rows');
    await build(async (store) => {
      await addMessage(store, [ROOM, 2n, TICKS, 1, false, TEXT]);
      await addMessage(store, [ROOM, 3n, TICKS, 1, false, TEXT]);
      const room = `WHERE channelID = ${ROOM} AND chatID`;
      await store.execute(`UPDATE tblChat SET chatDate = 'last week' ${room} = 2`);
      await store.execute(`UPDATE tblChat SET content = x'00ff', isAlert = 7 ${room} = 3`);
      await store.execute(ROWS.invites.replace('createdOn = NULL', "createdOn = 'last week'"));
      await store.execute(ROWS.affiliations.replace('updatedBy = NULL', "updatedBy = 'somebody'"));
      await store.execute(ROWS.preferences.replace('lastModifiedBy = NULL', "prefContent = x'31'"));
    });
    const result = await migrate(databases, { limits: { rows: 2_000, bytes: 1_000_000 } });
    const rejects = rejectsOf(result.rejectFile);
    expect(rejects.map(({ kind, reason }) => `${kind}: ${reason}`).toSorted()).toEqual([
      'affiliations: updatedBy holds no int',
      'invites: createdOn holds no datetime',
      'messages: chatDate holds no bigint',
      'messages: isAlert holds no bit; content holds no nvarchar(max)',
      'preferences: prefContent holds no nvarchar(max)',
    ]);
    expect(rejects.find(({ key }) => key === `${ROOM}/3`)?.row).toMatchObject({ content: 'AP8=', isAlert: '7' });
    expect(result.counts.messages).toEqual({ read: 304, written: 302, skipped: 0, rejected: 2 });
    expect(told(await verify(databases))).toEqual([]);
  });
});
