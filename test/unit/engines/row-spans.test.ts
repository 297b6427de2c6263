/** Rows as bytes: where they end, whatever part of them has come, and one form for what may be written in several. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENT_CHAT } from '#src/engines/sql/chat-shape.ts';
import { OrderedMark, RangeMarks, UnorderedMark } from '#src/engines/sqlserver/mark-taps.ts';
import { RowSpans } from '#src/engines/sqlserver/row-spans.ts';
import type { WireColumn } from '#src/engines/sqlserver/row-values.ts';

const ROW = 0xd1;
const NULLS_ROW = 0xd2;
const COLUMNS: readonly WireColumn[] = [
  { type: { name: 'Int' } },
  { type: { name: 'IntN' }, dataLength: 8 },
  { type: { name: 'BitN' }, dataLength: 1 },
  { type: { name: 'NVarChar' }, dataLength: 512 },
  { type: { name: 'NVarChar' }, dataLength: 0xffff },
];

interface Message {
  readonly channel: number;
  readonly id: bigint;
  readonly alert: boolean | null;
  readonly name: string | null;
  readonly text: string | null;
}

type Cut = 'one' | 'pieces' | 'untold';

const int = (value: number) => Buffer.from(Int32Array.of(value).buffer);
const bigint = (value: bigint) => Buffer.from(BigInt64Array.of(value).buffer);
const wide = (text: string) => Buffer.from(text, 'utf16le');
const short = (value: number) => Buffer.from(Uint16Array.of(value).buffer);

function long(text: string | null, cut: Cut): Buffer {
  if (text === null) return Buffer.alloc(8, 0xff);
  const bytes = wide(text);
  const head = cut === 'untold' ? Buffer.concat([int(-2), int(-1)]) : bigint(BigInt(bytes.length));
  const at = cut === 'one' ? bytes.length : bytes.length >> 1;
  const pieces = [bytes.subarray(0, at), bytes.subarray(at)].filter(({ length }) => length > 0);
  return Buffer.concat([head, ...pieces.flatMap((piece) => [int(piece.length), piece]), int(0)]);
}

/** As a server writes it; with `bitmap`, what is NULL takes no bytes. */
function rowOf({ channel, id, alert, name, text }: Message, cut: Cut, bitmap: boolean): Buffer {
  const values = [
    int(channel),
    Buffer.concat([Buffer.of(8), bigint(id)]),
    alert === null ? Buffer.of(0) : Buffer.of(1, alert ? 1 : 0),
    name === null ? short(0xffff) : Buffer.concat([short(name.length * 2), wide(name)]),
    long(text, cut),
  ];
  if (!bitmap) return Buffer.concat([Buffer.of(ROW), ...values]);
  const nulls = [false, false, alert === null, name === null, text === null];
  const bits = nulls.reduce((sum, isNull, index) => sum + (isNull ? 1 << index : 0), 0);
  return Buffer.concat([Buffer.of(NULLS_ROW, bits), ...values.filter((_, index) => nulls[index] === false)]);
}

const message = fc.record<Message>({
  channel: fc.integer({ min: 1, max: 3 }),
  id: fc.bigInt(-20_000n, 20_000n),
  alert: fc.option(fc.boolean()),
  name: fc.option(fc.string({ maxLength: 6 })),
  text: fc.option(fc.string({ maxLength: 40 })),
});
const cut = fc.constantFrom<Cut>('one', 'pieces', 'untold');

/** Hands an answer over as a connection does: as much as has come, from the row that was not there as a whole. */
function give(tap: OrderedMark | UnorderedMark | RangeMarks, answer: Buffer, packet: number): void {
  expect(tap.begin(COLUMNS)).toBe(true);
  let bytes = Buffer.alloc(0);
  for (let next = 0; next < answer.length; next += packet) {
    bytes = Buffer.concat([bytes, answer.subarray(next, next + packet)]);
    const stopped = tap.take(bytes, 0);
    if (stopped > 0) bytes = bytes.subarray(stopped);
    else expect(-stopped).toBeGreaterThan(bytes.length);
  }
  expect(bytes.length).toBe(0);
}

const ordered = (rows: readonly Buffer[], packet = 1 << 20) => {
  const tap = new OrderedMark();
  give(tap, Buffer.concat(rows), packet);
  return tap.mark();
};

describe('the bytes of rows', () => {
  it('are one row whatever comes after, and no row while anything is missing', () => {
    fc.assert(
      fc.property(message, cut, fc.boolean(), (each, how, bitmap) => {
        const spans = RowSpans.of(COLUMNS);
        const row = rowOf(each, how, bitmap);
        expect(spans?.look(Buffer.concat([row, Buffer.alloc(30, ROW)]), 0)).toBe(true);
        expect(spans?.end).toBe(row.length);
        for (let length = 1; length < row.length; length++) {
          expect(spans?.look(row.subarray(0, length), 0)).toBe(false);
          expect(spans?.end).toBeGreaterThan(length);
          expect(spans?.end).toBeLessThanOrEqual(row.length);
        }
      }),
    );
  });

  it('give the same mark however a server cuts long values and packets', () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 8 }),
        fc.array(cut, { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 1, max: 400 }),
        (messages, cuts, packet) => {
          const plain = messages.map((each) => rowOf(each, 'one', false));
          const other = messages.map((each, index) => rowOf(each, cuts[index] ?? 'one', false));
          expect(ordered(other, packet)).toBe(ordered(plain));
        },
      ),
    );
  });

  it('give another mark for other rows, for another order, and for other types', () => {
    fc.assert(
      fc.property(message, message, (one, other) => {
        const [a, b] = [rowOf(one, 'one', false), rowOf(other, 'one', false)];
        fc.pre(!a.equals(b));
        expect(ordered([a])).not.toBe(ordered([b]));
        expect(ordered([a, b])).not.toBe(ordered([b, a]));
      }),
    );
    const tap = new OrderedMark();
    tap.begin([{ type: { name: 'BigInt' } }]);
    tap.take(Buffer.concat([Buffer.of(ROW), bigint(5n)]), 0);
    const two = new OrderedMark();
    two.begin([{ type: { name: 'Int' } }, { type: { name: 'Int' } }]);
    two.take(Buffer.concat([Buffer.of(ROW), bigint(5n)]), 0);
    expect(tap.mark()).not.toBe(two.mark());
  });

  it('give the same sum in any order, and another one without one of them', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 2, maxLength: 6 }), (messages) => {
        const rows = messages.map((each) => rowOf(each, 'one', false));
        const sum = (of: readonly Buffer[]) => {
          const tap = new UnorderedMark();
          give(tap, Buffer.concat(of), 1 << 20);
          return tap.mark();
        };
        expect(sum(rows.toReversed())).toBe(sum(rows));
        expect(sum(rows.slice(1))).not.toBe(sum(rows));
      }),
    );
  });

  it('are cut where a range of chatIds or a channel ends', () => {
    const at = (channel: number, id: bigint) =>
      rowOf({ channel, id, alert: true, name: null, text: 'x' }, 'pieces', false);
    const rows = [at(1, -1n), at(1, 0n), at(1, 8_191n), at(1, 8_192n), at(2, 8_193n), at(2, (1n << 32n) + 8_193n)];
    const tap = new RangeMarks(CURRENT_CHAT);
    give(tap, Buffer.concat(rows), 37);
    expect(tap.finish().map(({ channelId, upTo, rows: count, last }) => [channelId, upTo, count, last])).toEqual([
      [1, -1n, 1, -1n],
      [1, 8_191n, 2, 8_191n],
      [1, 16_383n, 1, 8_192n],
      [2, 16_383n, 1, 8_193n],
      [2, (1n << 32n) + 16_383n, 1, (1n << 32n) + 8_193n],
    ]);
  });

  it('come from the driver, decoded, where a column is of no documented kind', () => {
    const tap = new OrderedMark();
    expect(tap.begin([...COLUMNS, { type: { name: 'Variant' } }])).toBe(false);
    tap.decoded([1, '5', new Uint8Array([1]), null, new Date(0)]);
    expect(tap.mark()).toMatch(/^1\.[0-9a-f]{32}$/);
    const ranges = new RangeMarks(CURRENT_CHAT);
    expect(ranges.begin([{ type: { name: 'VarChar' }, dataLength: 9 }, ...COLUMNS])).toBe(false);
    ranges.decoded([7, '8193', 'x']);
    expect(ranges.finish()).toMatchObject([{ channelId: 7, upTo: 16_383n, rows: 1, last: 8_193n }]);
  });
});
