/** What is peculiar to files: locks of other programs, writers that were killed, readers that leave no trace. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it } from 'vitest';
import { openJournalReader, openTargetReader } from '#src/engines/open.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { collected, specOf, withTarget } from '#test/support/contract-databases.ts';
import { SQLITE, type TestDatabases } from '#test/support/engines.ts';
import { aUnit } from '#test/support/journal-rows.ts';

const SPEC = specOf(CURRENT_TABLES, 'tblSiopWhiteList');
const ROW = { siopID: 'AAAAAAAA-0000-4000-8000-000000000001', siopName: 'n', siopUrl: 'u' };
const PAGE = { rows: 100, bytes: 100_000 };

let databases: TestDatabases;
afterEach(async () => databases.dispose());

it('waits for another program that holds the file, without stopping the process', async () => {
  databases = await SQLITE.fresh('busy');
  const { target, reader } = await withTarget(databases);
  const other = new DatabaseSync(join(databases.dir, 'target.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  let done = false;
  const writing = target
    .transaction((transaction) => transaction.insert(SPEC, [ROW]))
    .then(() => {
      done = true;
    });
  // Reading goes on meanwhile, and so does this test.
  expect(await collected(reader.rows(SPEC))).toEqual([]);
  expect(done).toBe(false);
  other.exec('COMMIT');
  other.close();
  await writing;
  expect(await collected(reader.rows(SPEC))).toEqual([ROW]);
});

it.each(['target', 'journal'])('takes back what a killed writer left, when the %s is read first', async (first) => {
  databases = await SQLITE.fresh('killed');
  const { target, journal } = await withTarget(databases);
  await journal.transaction((transaction) => transaction.insert('unit', [aUnit('room:1')]));
  const copy = join(databases.dir, 'copy');
  mkdirSync(copy);
  await target.transaction(async (transaction) => {
    await transaction.insert(SPEC, [ROW]);
    await transaction.insertMessages([[1, 1n, 1n, 1, false, 'x', null]]);
    await transaction.journal.update('unit', aUnit('room:1', { position: '1' }));
    // What lies on the disk at this instant is what a killed process leaves.
    for (const name of readdirSync(databases.dir))
      if (name !== 'copy') copyFileSync(join(databases.dir, name), join(copy, name));
  });
  expect(existsSync(join(copy, 'target.sqlite-journal'))).toBe(true);
  const address = { engine: 'sqlite', file: join(copy, 'target.sqlite') } as const;
  const readTarget = async () => {
    const reader = await openTargetReader(address);
    expect(await collected(reader.port.rows(SPEC))).toEqual([]);
    expect(await reader.port.bounds()).toEqual([]);
    await reader.close();
  };
  const readJournal = async () => {
    const reader = await openJournalReader(address, databases.journalDatabase);
    expect(await reader.port.rows('unit', {})).toEqual([aUnit('room:1')]);
    await reader.close();
  };
  for (const read of first === 'target' ? [readTarget, readJournal] : [readJournal, readTarget]) await read();
});

it('lets the process hear of other things, such as Ctrl-C, while it reads on and on', async () => {
  databases = await SQLITE.fresh('breath');
  const { reader } = await withTarget(databases);
  let heard = false;
  setTimeout(() => {
    heard = true;
  }, 1);
  const patience = performance.now() + 5_000;
  while (!heard && performance.now() < patience) await reader.bounds();
  expect(heard).toBe(true);
});

it('leaves no trace of reading', async () => {
  databases = await SQLITE.fresh('trace');
  const { target, reader } = await withTarget(databases);
  await target.transaction((transaction) => transaction.insertMessages([[1, 1n, 1n, 1, false, 'x', null]]));
  const file = join(databases.dir, 'target.sqlite');
  const [before, names] = [readFileSync(file), readdirSync(databases.dir)];
  await reader.catalogue();
  await reader.identity();
  await reader.bounds();
  for (const spec of CURRENT_TABLES) await collected(reader.rows(spec));
  await collected(reader.messages({ channelId: 1, after: null, upTo: null }, PAGE));
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(databases.dir)).toEqual(names);
});
