/**
 * Rooms of the target that migrated rooms take over: whatever the point at which the run is struck dead, the old content
 * is never mixed with the new one, and the same command ends like an undisturbed run.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import type { MigrationResult } from '#src/load/request.ts';
import type { InterruptPoint } from '#src/model/interrupts.ts';
import { copyOf } from '#test/support/copied-world.ts';
import { dumpTarget } from '#test/support/dump.ts';
import { forEachEngine, SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { Struck, strikeAt } from '#test/support/interrupting.ts';
import { type MigrateOptions, migrate } from '#test/support/migrate.ts';
import { change, createWorld } from '#test/support/small-world.ts';
import { told, verify } from '#test/support/verify.ts';

const POLICIES = { nameConflict: 'overwrite' } as const;
const OPTIONS: MigrateOptions = { policies: POLICIES, limits: { rows: 12, bytes: 3_000 } };
/** Target room → the source room that has its name; a third one of the target's own stays. */
const TAKEN: readonly (readonly [target: number, name: string])[] = [
  [900, 'Room 102'],
  [901, 'ROOM 104'],
];
const OWN = [902, 'Room of our own'] as const;
const TAKE_OVER_POINTS: readonly InterruptPoint[] = ['batch:before-write', 'batch:before-commit', 'batch:committed'];

/** Node, counter, role, scope and two messages. */
const OWN_ROWS = 6;

/** Old rooms with messages, counter, role and scope. */
async function occupy(databases: TestDatabases): Promise<void> {
  for (const [nodeID, name] of [...TAKEN, OWN]) {
    const guid = `D0000000-0000-0000-0000-000000000${nodeID}`;
    for (const sql of [
      `INSERT INTO tblNode (nodeID, nodeGuid, parentID, nodeType, nodeName, nodeDesc, invite, logged, filePost, disabled,
        behavior, visibility, siopID, nodeAddedBy, nodeAddedOn, nodeUpdatedBy, nodeUpdatedOn, purgedOn)
        VALUES (${nodeID}, '${guid}', 1, 0, '${name}', 'old', NULL, NULL, NULL, 0, 4, 3, NULL, 1, 5, 1, 5, NULL)`,
      `INSERT INTO tblLastChatId (nodeID, lastChatID) VALUES (${nodeID}, 500)`,
      `INSERT INTO tblPrincipalRole (prinRoleNodeID, prinRolePrinID, prinRoleTypeID, prinRoleUpdatedBy)
        VALUES (${nodeID}, 1, 2, 1)`,
      `INSERT INTO tblScopePrincipal (scopeNodeID, scopePrinID, scopeIsDenied, scopeUpdatedBy)
        VALUES (${nodeID}, 1, 0, 1)`,
      `INSERT INTO tblChat (channelId, chatId, chatDate, userId, isAlert, content, rtf)
        VALUES (${nodeID}, 2, 5, 1, 0, 'old message', NULL)`,
      `INSERT INTO tblChat (channelId, chatId, chatDate, userId, isAlert, content, rtf)
        VALUES (${nodeID}, 499, 5, 1, 0, 'old message', NULL)`,
    ])
      await change(databases, 'target', sql);
  }
}

async function migrateUnlessStruck(databases: TestDatabases, point: InterruptPoint, nth: number): Promise<boolean> {
  const armed = strikeAt(point, nth);
  try {
    await migrate(databases, { ...OPTIONS, interrupts: armed.interrupts });
  } catch (error) {
    if (!(error instanceof Struck)) throw error;
  }
  return armed.struck();
}

/** Messages of a room that were there before the migration. */
async function oldMessages(databases: TestDatabases, nodeID: number): Promise<number> {
  const rows = ((await dumpTarget(databases)).tblChat ?? []).map((row) => JSON.parse(row) as unknown[]);
  return rows.filter(([channelId, , , , , content]) => channelId === nodeID && content === 'old message').length;
}

describe('a take-over on SQLite', () => {
  let template: TestDatabases;
  let expected: Record<string, string[]>;
  let whole: MigrationResult;
  beforeAll(async () => {
    template = await SQLITE.fresh('take-over');
    await createWorld(template);
    await occupy(template);
    const undisturbed = await copyOf(template, 'undisturbed');
    whole = await migrate(undisturbed, OPTIONS);
    expected = await dumpTarget(undisturbed);
    await undisturbed.dispose();
  });
  afterAll(async () => template.dispose());

  it('replaces what the rooms held, and leaves the other rooms of the target alone', async () => {
    const before = await dumpTarget(template);
    const ofOwn = (tables: Record<string, string[]>) =>
      Object.values(tables)
        .flat()
        .filter((row) => row.includes(`ID":${OWN[0]},`) || row.startsWith(`[${OWN[0]},`));
    expect(ofOwn(before).length).toBe(OWN_ROWS);
    expect(ofOwn(expected)).toEqual(ofOwn(before));
    expect((expected.tblChat ?? []).filter((row) => row.includes('old message'))).toHaveLength(2);
    expect((expected.tblNode ?? []).filter((row) => row.includes('"old"'))).toHaveLength(1);
  });

  for (const point of TAKE_OVER_POINTS) {
    it(`struck at ${point}, keeps each old room whole or empties it, and ends like an undisturbed run`, async () => {
      for (const nth of [1, 2, 3]) {
        const databases = await copyOf(template, `take-over-${nth}`);
        try {
          expect(await migrateUnlessStruck(databases, point, nth)).toBe(true);
          const emptied = point === 'batch:committed' ? nth : nth - 1;
          for (const [index, [nodeID]] of TAKEN.entries())
            expect(await oldMessages(databases, nodeID), `${nth}, room ${nodeID}`).toBe(index < emptied ? 0 : 2);
          expect((await migrate(databases, OPTIONS)).counts).toEqual(whole.counts);
          expect(await dumpTarget(databases)).toEqual(expected);
          expect(told(await verify(databases, { policies: POLICIES }))).toEqual([]);
        } finally {
          await databases.dispose();
        }
      }
    });
  }

  it('struck after every second batch, ends like an undisturbed run', async () => {
    const databases = await copyOf(template, 'take-over-steps');
    let runs = 0;
    while (await migrateUnlessStruck(databases, 'batch:committed', 2)) runs += 1;
    expect(runs).toBeGreaterThan(10);
    expect(await dumpTarget(databases)).toEqual(expected);
    await databases.dispose();
  });
});

forEachEngine('a take-over', (engine) => {
  it('struck between its rooms, goes on with the next one', async () => {
    const databases = await engine.fresh('take-over-struck');
    try {
      await createWorld(databases);
      await occupy(databases);
      const limits = { rows: 500, bytes: 1_000_000 };
      const armed = strikeAt('batch:before-commit', 2);
      await expect(migrate(databases, { ...OPTIONS, limits, interrupts: armed.interrupts })).rejects.toThrow(Struck);
      expect(await Promise.all(TAKEN.map(([nodeID]) => oldMessages(databases, nodeID)))).toEqual([0, 2]);
      await migrate(databases, { ...OPTIONS, limits });
      expect(await Promise.all([...TAKEN, OWN].map(([nodeID]) => oldMessages(databases, nodeID)))).toEqual([0, 0, 2]);
      expect(told(await verify(databases, { policies: POLICIES }))).toEqual([]);
    } finally {
      await databases.dispose();
    }
  }, 120_000);
});
