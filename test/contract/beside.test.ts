/** Whether messages can be copied inside one server: asked of the server, and told with a reason. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { messageWay } from '#src/commands/message-way.ts';
import type { VerbContext } from '#src/commands/verb.ts';
import type { DatabaseAddress, SqliteAddress, SqlServerAddress } from '#src/config/configuration.ts';
import { besideOf } from '#src/engines/open-beside.ts';
import type { BesideAnswer } from '#src/load/server-path/server-path-port.ts';
import type { ProgressEvent } from '#src/model/progress.ts';
import { withSource, withTarget } from '#test/support/contract-databases.ts';
import { ENGINES, forEachEngine, SQL_SERVER, SQLITE, type TestDatabases } from '#test/support/engines.ts';

const opened: TestDatabases[] = [];
afterEach(async () => {
  for (const databases of opened.splice(0)) await databases.dispose();
});

async function world(engine: (typeof ENGINES)[number], label: string) {
  const databases = await engine.fresh(label);
  opened.push(databases);
  await withSource(databases);
  const { store } = await withTarget(databases);
  return { databases, store };
}

forEachEngine('copies inside the server', (engine) => {
  it('are possible for two databases of one instance, whatever name it is called by', {
    timeout: 120_000,
  }, async () => {
    const { databases } = await world(engine, 'beside');
    const { sourceAddress, targetAddress } = databases;
    const other = otherName(sourceAddress, databases.dir);
    for (const source of [sourceAddress, other]) {
      const answer = await besideOf(source, targetAddress);
      expect(answer).toMatchObject({ possible: true });
      if (answer.possible && sourceAddress.engine === 'sqlserver') {
        expect(answer.beside.database).toBe(sourceAddress.database);
      }
    }
  });

  it('are refused for one database', { timeout: 120_000 }, async () => {
    const { databases } = await world(engine, 'beside-same');
    const { targetAddress } = databases;
    expect(await besideOf(otherName(targetAddress, databases.dir), targetAddress)).toMatchObject({
      possible: false,
      reason: expect.stringMatching(/source and target are one/),
    });
  });
});

describe.skipIf(ENGINES.length === 1)('copies inside SQL Server', () => {
  it('are refused where a trigger would fire, and where there is nothing to read', { timeout: 120_000 }, async () => {
    const { databases, store } = await world(SQL_SERVER, 'beside-trigger');
    const { sourceAddress, targetAddress } = databases;
    await store.execute('CREATE TRIGGER dbo.trWatch ON dbo.tblChat AFTER INSERT AS BEGIN SET NOCOUNT ON END');
    expect(await besideOf(sourceAddress, targetAddress)).toMatchObject({
      possible: false,
      reason: expect.stringMatching(/trigger/),
    });
    await store.execute('DROP TRIGGER dbo.trWatch');
    const { port: source } = await databases.fixtureStore('source');
    await source.execute('DROP TABLE tblChat');
    expect(await besideOf(sourceAddress, targetAddress)).toMatchObject({
      possible: false,
      reason: expect.stringContaining('tblChat'),
    });
  });

  it('are refused between two products', { timeout: 120_000 }, async () => {
    const { databases } = await world(SQL_SERVER, 'beside-products');
    const file = await SQLITE.fresh('beside-file');
    opened.push(file);
    expect(await besideOf(file.sourceAddress, databases.targetAddress)).toMatchObject({ possible: false });
    expect(await besideOf(databases.sourceAddress, file.targetAddress)).toMatchObject({ possible: false });
  });
});

describe('the way of the messages', () => {
  const possible: BesideAnswer = { possible: true, beside: { database: 'old' } };
  const impossible: BesideAnswer = { possible: false, reason: 'source and target are on different servers (A and B)' };

  async function chosen(path: 'auto' | 'wire' | 'server', answer: BesideAnswer) {
    const notes: string[] = [];
    let asked = 0;
    const context = {
      configuration: { load: { path } },
      world: {
        beside: async () => {
          asked += 1;
          return answer;
        },
      },
      progress: (event: ProgressEvent) => {
        if (event.event === 'note:given') notes.push(event.text);
      },
    } as unknown as VerbContext;
    const way = await messageWay(context);
    return { way, notes, asked };
  }

  it('is the server where that can be, and is told', async () => {
    for (const path of ['auto', 'server'] as const) {
      const { way, notes } = await chosen(path, possible);
      expect(way).toMatchObject({ path: 'server', beside: { database: 'old' } });
      expect(notes).toEqual(['Messages are copied inside the server: both databases are on one instance.']);
    }
  });

  it('is the wire where not, with the reason', async () => {
    const { way, notes } = await chosen('auto', impossible);
    expect(way).toMatchObject({ path: 'wire', beside: null });
    expect(notes).toEqual(['Messages go over the wire: source and target are on different servers (A and B).']);
  });

  it('is the wire where that is wanted, and nobody is asked', async () => {
    const { way, asked } = await chosen('wire', possible);
    expect(way).toMatchObject({ path: 'wire', beside: null });
    expect(asked).toBe(0);
  });

  it('is refused where the server is wanted and cannot be', async () => {
    await expect(chosen('server', impossible)).rejects.toMatchObject({
      code: 'SERVER_PATH_IMPOSSIBLE',
      exit: 'usage',
      message: expect.stringContaining('different servers (A and B)'),
      hint: expect.stringContaining('load.path'),
    });
  });
});

/** The same database under another name of its server, or of its file. */
function otherName(address: DatabaseAddress, dir: string): DatabaseAddress {
  return address.engine === 'sqlite' ? linked(address, dir) : { ...(address as SqlServerAddress), host: 'localhost' };
}

function linked({ file }: SqliteAddress, dir: string): SqliteAddress {
  const link = join(dir, 'linked.sqlite');
  symlinkSync(file, link);
  return { engine: 'sqlite', file: link };
}
