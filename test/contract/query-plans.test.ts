/**
 * No statement on messages walks through the whole of tblChat: every one of them seeks by the key. Looked at where it can
 * be seen everywhere, in SQLite's own plans of everything that a migration, a verification and a delta send; what a server
 * makes of the statements in T-SQL shows `server-query-plans.test.ts`.
 */
import '#test/support/quick-disk.ts';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it, vi } from 'vitest';
import { openMarks } from '#src/engines/open-marks.ts';
import { countMessages } from '#src/model/count-messages.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { changeEverything, createLivingWorld } from '#test/support/living-source.ts';
import { migrate } from '#test/support/migrate.ts';
import { verify } from '#test/support/verify.ts';

let databases: TestDatabases;
afterEach(async () => {
  vi.restoreAllMocks();
  await databases.dispose();
});

/** Plans of the statements on tblChat that are prepared from now on. */
function watchPlans(): Map<string, string[]> {
  const plans = new Map<string, string[]>();
  const prepare = DatabaseSync.prototype.prepare;
  vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, sql, ...rest) {
    if (/\btblChat\b/.test(sql) && /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(sql)) {
      const steps = prepare.call(this, `EXPLAIN QUERY PLAN ${sql}`).all() as { readonly detail: string }[];
      plans.set(
        sql,
        steps.map(({ detail }) => detail),
      );
    }
    return prepare.call(this, sql, ...rest);
  });
  return plans;
}

/** Steps that walk through all messages, under the table's name or one that the statement gives it. */
function scans(sql: string, steps: readonly string[]): string[] {
  const names = new Set(['tblChat']);
  for (const [, alias = ''] of sql.matchAll(/\[?tblChat\]?\s+(?:AS\s+)?\[?([a-z]\w*)\]?/gi)) names.add(alias);
  return steps.filter((step) => names.has(/^SCAN (\w+)/.exec(step)?.[1] ?? ''));
}

it('sees a scan where there is one', async () => {
  databases = await SQLITE.fresh('plans-scan');
  await createLivingWorld(databases);
  const plans = watchPlans();
  const { port: source, close } = await databases.openSource();
  await source.bounds();
  await close();
  const file = new DatabaseSync((databases.sourceAddress as { readonly file: string }).file, { readOnly: true });
  file.prepare('SELECT COUNT(*) FROM tblChat c WHERE c.content = ?');
  file.close();
  const found = [...plans].flatMap(([sql, steps]) => scans(sql, steps));
  expect(found).toEqual([expect.stringMatching(/^SCAN c/)]);
});

it('none is sent by a migration over either path, a verification, a delta, or a count', {
  timeout: 120_000,
}, async () => {
  databases = await SQLITE.fresh('plans');
  await createLivingWorld(databases);
  const plans = watchPlans();
  const openSourceMarks = () => openMarks(databases.sourceAddress, 'source');
  await migrate(databases);
  await verify(databases);
  await changeEverything(databases);
  await migrate(databases, { openMarks: openSourceMarks });
  await verify(databases, { full: true });
  const { port: source, close } = await databases.openSource();
  await countMessages(source, [1, 2, 3]);
  await source.bounds([{ channelId: 1, after: 5n, upTo: null }]);
  for await (const _ of source.walk({ first: 0, last: 1_000, after: 5n }, { rows: 3, bytes: 1_000 })) break;
  await close();
  expect(plans.size).toBeGreaterThan(10);
  expect([...plans].filter(([sql, steps]) => scans(sql, steps).length > 0)).toEqual([]);
});

it('none is sent by a copy inside the server', { timeout: 120_000 }, async () => {
  databases = await SQLITE.fresh('plans-server');
  await createLivingWorld(databases);
  const plans = watchPlans();
  await migrate(databases, {
    beside: { database: (databases.sourceAddress as { readonly file: string }).file },
  });
  expect([...plans.keys()].filter((sql) => /^\s*INSERT.*SELECT/s.test(sql))).not.toEqual([]);
  expect([...plans].filter(([sql, steps]) => scans(sql, steps).length > 0)).toEqual([]);
});
