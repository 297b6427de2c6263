import { expect, it } from 'vitest';
import { openFence } from '#src/engines/open-fence.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { LEGACY_TRANSIENT_TABLES } from '#src/model/schema/legacy-transient.ts';
import { forEachEngine } from '#test/support/engines.ts';

const TABLES = ['tblServerIdentity', 'tblSystemRevision', 'tblActivePeers'];
const SPECS = [...LEGACY_TABLES, ...LEGACY_TRANSIENT_TABLES].filter((spec) => TABLES.includes(spec.name));

forEachEngine('a fence around the source', (engine) => {
  async function withFence(
    work: (world: {
      fence: Awaited<ReturnType<typeof openFence>>['port'];
      write: () => Promise<void>;
    }) => Promise<void>,
  ): Promise<void> {
    const databases = await engine.fresh('fence');
    try {
      const store = await databases.fixtureStore('source');
      await store.port.createTables(SPECS, { identityColumns: [], collation: 'insensitive', ticksFunction: 'none' });
      const revision = SPECS.find((spec) => spec.name === 'tblSystemRevision');
      if (revision === undefined) throw new Error('no table');
      await store.port.insert(revision, [{ sysRevision: 7n }]);
      await store.close();
      const { port: fence, close } = await openFence(databases.sourceAddress);
      const write = async (): Promise<void> => {
        const again = await databases.fixtureStore('source');
        try {
          await again.port.insert(revision, [{ sysRevision: 8n }]);
        } finally {
          await again.close();
        }
      };
      await work({ fence, write });
      await close();
    } finally {
      await databases.dispose();
    }
  }

  it('refuses writes while it is up, or notices them where the server cannot be closed', async () => {
    await withFence(async ({ fence, write }) => {
      const mark = await fence.raise();
      expect(mark.wasClosedBefore).toBe(false);
      expect(await fence.isUp(mark)).toBe(true);
      if (fence.prevents) await expect(write()).rejects.toThrow();
      else {
        await write();
        expect(await fence.isUp(mark)).toBe(false);
      }
    });
  });

  it('lets writes through again once it is lifted, and reads all the time', async () => {
    await withFence(async ({ fence, write }) => {
      const mark = await fence.raise();
      expect((await fence.activity()).counters['tblSystemRevision.sysRevision']).toBe('7');
      await fence.lift(mark);
      await write();
      expect((await fence.activity()).counters['tblSystemRevision.sysRevision']).toBe('8');
    });
  });

  it('does not open a database that was closed before it', async () => {
    await withFence(async ({ fence }) => {
      if (!fence.prevents) return;
      await fence.raise();
      const second = await fence.raise();
      expect(second.wasClosedBefore).toBe(true);
      await fence.lift(second);
      expect(await fence.isUp(second)).toBe(true);
    });
  });

  it('says nothing of backups that nobody made', async () => {
    await withFence(async ({ fence }) => {
      expect(await fence.lastBackup()).toBeNull();
    });
  });
});
