/** The bounds of parts of rooms, as resuming a room in parts asks for them. */
import { expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { forEachEngine } from '#test/support/engines.ts';
import { createWorld, ROOMS } from '#test/support/small-world.ts';

forEachEngine('bounds of ranges', (engine) => {
  it('are those of the messages inside, in the order asked; a range without a message has none', async () => {
    const databases = await engine.fresh('range-bounds');
    try {
      await createWorld(databases);
      const { port, close } = await databases.openSource();
      const last = BigInt((ROOMS.get(104) ?? 0) * 2);
      const found = await port.bounds([
        { channelId: 104, after: 10n, upTo: 21n },
        { channelId: 104, after: null, upTo: 9n },
        { channelId: 103, after: 7n, upTo: 7n },
        { channelId: 104, after: 40n, upTo: 41n },
        { channelId: 104, after: last - 2n, upTo: null },
        { channelId: 104, after: last, upTo: null },
        { channelId: 104, after: 2n ** 63n - 1n, upTo: null },
        { channelId: 104, after: -(2n ** 63n), upTo: 3n },
        { channelId: 100, after: null, upTo: null },
        { channelId: 102, after: null, upTo: null },
      ]);
      expect(found).toEqual([
        { channelId: 104, firstChatId: 12n, lastChatId: 20n },
        { channelId: 104, firstChatId: 2n, lastChatId: 8n },
        { channelId: 104, firstChatId: last, lastChatId: last },
        { channelId: 104, firstChatId: 2n, lastChatId: 2n },
        { channelId: 102, firstChatId: 2n, lastChatId: 14n },
      ]);
      const many = Array.from({ length: 850 }, (_, index) => ({
        channelId: 104,
        after: BigInt(index % 120) * 2n,
        upTo: BigInt((index % 120) + 1) * 2n,
      }));
      expect((await port.bounds(many)).map(({ lastChatId }) => lastChatId)).toEqual(many.map(({ upTo }) => upTo));
      expect(await port.bounds([])).toEqual([]);
      await close();
    } finally {
      await databases.dispose();
    }
  }, 120_000);
});
