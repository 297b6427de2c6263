import { afterEach, beforeEach, expect, it } from 'vitest';
import { readUsersOfTarget } from '#src/load/read-users-of-target.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import type { Row } from '#src/model/value.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { CURRENT_SYSTEM, currentPrincipal } from '#test/support/inventory-builder.ts';

/** More than one page of a reader. */
const USERS = 600;

forEachEngine('Users of a target', (engine) => {
  let databases: TestDatabases;
  beforeEach(async () => {
    databases = await engine.fresh('users');
    const { port } = await databases.fixtureStore('target');
    await port.createTables(CURRENT_TABLES, { identityColumns: [], collation: 'insensitive', ticksFunction: 'none' });
    for (const spec of CURRENT_TABLES) {
      const own: readonly object[] = spec.name === 'tblPrincipal' ? principals() : [];
      const all = [...spec.staticRows, ...own] as Row[];
      if (all.length > 0) await port.insert(spec, all);
    }
  });
  afterEach(() => databases.dispose());

  it('are counted without the groups among them, and so are those with a policy of their own', async () => {
    const { port } = await databases.openTargetReader();
    expect(await readUsersOfTarget(port)).toEqual({ users: USERS, withPolicy: USERS / 3 });
  });
});

function principals(): object[] {
  const users = Array.from({ length: USERS }, (_, at) =>
    currentPrincipal(10 + at, { prinPolicyID: at % 3 === 0 ? 4 : null }),
  );
  const groups = [currentPrincipal(5, { prinTypeID: 9, prinPolicyID: 4 }), currentPrincipal(6, { prinTypeID: 8 })];
  return [CURRENT_SYSTEM, ...groups, ...users];
}
