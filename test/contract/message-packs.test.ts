/** A pack of messages arrives as its messages would one by one, whatever they hold, as often as it is written. */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { CurrentMessage } from '#src/model/messages.ts';
import { collected, withTarget } from '#test/support/contract-databases.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';

const LIMITS = { rows: 1_000, bytes: 1 << 26 };
const BIGINT = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const INT = { min: -(2 ** 31), max: 2 ** 31 - 1 };
/** Longer than a piece of the encoder, and longer than what a row of SQL Server holds itself. */
const LONG = 'ä€𐐷 '.repeat(40_000);

/** Neither U+0000 nor halves of pairs: not every server of the tests keeps them. */
const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((each) => each.replaceAll('\u0000', ''));
const narrow = fc.oneof(
  fc.constant(null),
  fc.string({ unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)), maxLength: 30 }),
  fc.constant('naïve'),
);
const body = fc.tuple(fc.bigInt(BIGINT), fc.integer(INT), fc.boolean(), fc.oneof(text, fc.constant('')), narrow);

forEachEngine('a pack of messages', (engine) => {
  let databases: TestDatabases;
  afterEach(async () => databases.dispose());

  it('brings every value through unchanged, rows that only the driver can write among the others', async () => {
    databases = await engine.fresh('pack');
    const { target, reader } = await withTarget(databases);
    let room = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 40 }), async (bodies) => {
        room += 1;
        const messages = bodies.map(
          ([date, user, alert, content, rtf], index): CurrentMessage => [
            room,
            BigInt(index + 1),
            date,
            user,
            alert,
            content,
            rtf,
          ],
        );
        const pack = await target.pack();
        pack.add(messages.slice(0, 3));
        pack.add(messages.slice(3));
        expect(pack.rows).toBe(messages.length);
        await target.transaction((transaction) => transaction.insertMessages(pack));
        expect(await collected(reader.messages({ channelId: room, after: null, upTo: null }, LIMITS))).toEqual(
          messages,
        );
      }),
      { numRuns: 25 },
    );
  });

  it('holds messages of any length, at both ends of the numbers, and none at all', async () => {
    databases = await engine.fresh('pack-long');
    const { target, reader } = await withTarget(databases);
    const messages: CurrentMessage[] = [
      [INT.max, BIGINT.min, BIGINT.max, INT.min, true, LONG, null],
      [INT.max, 0n, BIGINT.min, INT.max, false, '', ''],
      [INT.max, BIGINT.max, 0n, 0, false, 'x', 'plain'],
    ];
    const pack = await target.pack();
    pack.add(messages);
    const empty = await target.pack();
    await target.transaction(async (transaction) => {
      await transaction.insertMessages(empty);
      await transaction.insertMessages(pack);
    });
    expect(await collected(reader.messages({ channelId: INT.max, after: null, upTo: null }, LIMITS))).toEqual(messages);
  });

  it('can be written again after its transaction has failed', async () => {
    databases = await engine.fresh('pack-again');
    const { target, reader } = await withTarget(databases);
    const pack = await target.pack();
    pack.add([
      [7, 1n, 1n, 1, false, 'one', null],
      [7, 2n, 2n, 1, false, 'two', 'naïve'],
    ]);
    const failing = target.transaction(async (transaction) => {
      await transaction.insertMessages(pack);
      throw new Error('stop here');
    });
    await expect(failing).rejects.toThrow('stop here');
    await target.transaction((transaction) => transaction.insertMessages(pack));
    const there = await collected(reader.messages({ channelId: 7, after: null, upTo: null }, LIMITS));
    expect(there.map((message) => message[5])).toEqual(['one', 'two']);
  });

  it('refuses a value that does not fit, naming the column', async () => {
    databases = await engine.fresh('pack-refused');
    const { target } = await withTarget(databases);
    const pack = await target.pack();
    expect(() => pack.add([[7, 2n ** 63n, 1n, 1, false, 'secret', null]])).toThrow(/tblChat\.chatId/);
    expect(() => pack.add([[7, 1n, 1n, 1, false, null as unknown as string, null]])).toThrow(/tblChat\.content/);
  });
});
