/** Rows of channels are found again, all of them and no others, in the order in which they came. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChannelRows } from '#src/model/channel-rows.ts';

interface Range {
  readonly channelId: number;
  readonly upTo: bigint;
  readonly mark: string | null;
}

const NAMES = ['channelId', 'upTo', 'mark'] as const;
const range = fc.record({
  channelId: fc.integer({ min: -40, max: 40 }),
  upTo: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  mark: fc.option(fc.string()),
});

describe('rows of channels', () => {
  it('are those that were added, channel by channel and all together', () => {
    fc.assert(
      fc.property(fc.array(range), fc.integer({ min: 1, max: 7 }), (ranges, lot) => {
        const sorted: Range[] = ranges.toSorted((a, b) => a.channelId - b.channelId);
        const rows = new ChannelRows<Range>(NAMES);
        for (let from = 0; from < sorted.length; from += lot) rows.add(sorted.slice(from, from + lot));
        expect(rows.length).toBe(sorted.length);
        expect([...rows]).toEqual(sorted);
        for (let channelId = -41; channelId <= 41; channelId++)
          expect(rows.of(channelId)).toEqual(sorted.filter((each) => each.channelId === channelId));
      }),
    );
  });

  it('that come behind a later channel are refused: nobody would find them', () => {
    const rows = new ChannelRows<Range>(NAMES);
    rows.add([{ channelId: 2, upTo: 1n, mark: null }]);
    expect(() => rows.add([{ channelId: 1, upTo: 1n, mark: null }])).toThrow(/channel 1/);
  });
});
