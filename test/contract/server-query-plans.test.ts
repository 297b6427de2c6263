/**
 * What `query-plans.test.ts` shows of SQLite, on a server: no statement on messages walks through the whole of tblChat or
 * of its key. The statements have the text, and their parameters the types, that a SQL Server is sent. Only Babelfish says
 * beforehand what it would do with a statement that has parameters.
 */
import '#test/support/quick-disk.ts';
import { afterEach, expect, inject, it, vi } from 'vitest';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { besideOf } from '#src/engines/open-beside.ts';
import { openMarks } from '#src/engines/open-marks.ts';
import { SQL_SERVER, type TestDatabases } from '#test/support/engines.ts';
import { changeEverything, createLivingWorld } from '#test/support/living-source.ts';
import { migrate } from '#test/support/migrate.ts';
import { plansOf, type SentStatement, walksThrough, watchStatements } from '#test/support/server-plans.ts';
import { verify } from '#test/support/verify.ts';

// A server may be shared with other suites, and each of its sessions is slow to begin.
vi.setConfig({ testTimeout: 300_000 });

/** As gc2pc writes the name, which the tests' own statements do not. Bulk loads have no plan. */
const ON_MESSAGES = /^(?!\s*insert bulk\b).*\[tblChat\]/is;
const onBabelfish = it.skipIf(inject('sqlServer')?.utf8 !== true);

let databases: TestDatabases;
afterEach(async () => {
  vi.restoreAllMocks();
  await databases.dispose();
});

/** Statements with the steps that walk through all messages. */
async function walks(sent: readonly SentStatement[]): Promise<{ sql: string; steps: string[] }[]> {
  const plans = await plansOf(databases.sourceAddress as SqlServerAddress, sent);
  // None has gone unnoticed for the form that its plan has.
  const steps = plans.map((plan) => plan.filter((line) => !line.startsWith('Query Text')));
  expect(steps.filter((plan) => !plan.some((line) => / on tblchat\b/.test(line)))).toEqual([]);
  return sent
    .map(({ sql }, at) => ({ sql, steps: walksThrough(plans[at] ?? [], 'tblchat', 'channelid') }))
    .filter((each) => each.steps.length > 0);
}

onBabelfish('a walk is seen where there is one', async () => {
  databases = await SQL_SERVER.fresh('server-plans-walk');
  await createLivingWorld(databases);
  const { database } = databases.sourceAddress as SqlServerAddress;
  const statement = (sql: string): SentStatement => ({ database, sql, isBatch: true, parameters: [], stages: [] });
  const walking = [
    "SELECT COUNT(*) FROM tblChat c WHERE c.content = N'x'",
    'SELECT COUNT(*) FROM tblChat WHERE chatId > 5',
    'SELECT COUNT(*) FROM tblChat WHERE channelId IS NOT NULL',
    'SELECT channelId, MAX(chatId) FROM tblChat GROUP BY channelId',
    'DELETE FROM tblChat WHERE chatId = 5',
  ];
  const seeking = [
    'SELECT COUNT(*) FROM tblChat c WHERE c.channelId = 5 AND chatId > 5',
    'SELECT TOP 1 channelId FROM tblChat ORDER BY channelId, chatId',
    'SELECT MIN(channelId) FROM tblChat',
  ];
  expect((await walks([...walking, ...seeking].map(statement))).map(({ sql }) => sql)).toEqual(walking);
});

onBabelfish('none is sent by a migration, a verification, or a delta', async () => {
  databases = await SQL_SERVER.fresh('server-plans');
  await createLivingWorld(databases);
  const sent = watchStatements(ON_MESSAGES);
  await migrate(databases);
  await verify(databases);
  await changeEverything(databases);
  await migrate(databases, { openMarks: () => openMarks(databases.sourceAddress, 'source') });
  await verify(databases, { full: true });
  expect(sent.size).toBeGreaterThan(10);
  expect(await walks([...sent.values()])).toEqual([]);
});

onBabelfish('none is sent by a copy inside the server', async () => {
  databases = await SQL_SERVER.fresh('server-plans-copy');
  await createLivingWorld(databases);
  const answer = await besideOf(databases.sourceAddress, databases.targetAddress);
  if (!answer.possible) throw new Error(answer.reason);
  const sent = watchStatements(ON_MESSAGES);
  await migrate(databases, { beside: answer.beside });
  expect([...sent.values()].filter(({ sql }) => /INSERT.*SELECT/s.test(sql))).not.toEqual([]);
  expect(await walks([...sent.values()])).toEqual([]);
});
