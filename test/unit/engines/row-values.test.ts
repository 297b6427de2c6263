/** What was written in the form of the wire is read again as it was, wherever the packets cut it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BulkRows, WrittenRows } from '#src/engines/sqlserver/bulk-rows.ts';
import { NULLS_ROW_TOKEN, ROW_TOKEN, RowValues, type WireOptions } from '#src/engines/sqlserver/row-values.ts';
import type { ColumnSpec, SqlType } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';

const OPTIONS = { useUTC: true, lowerCaseGuids: false } as unknown as WireOptions;
const LONG = 0xffff;

/** Documented type, what the driver calls a nullable column of it, and values. */
const KINDS: readonly [SqlType, { name: string; dataLength?: number }, fc.Arbitrary<SqlValue>][] = [
  ['int', { name: 'IntN' }, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
  ['smallint', { name: 'IntN' }, fc.integer({ min: -32_768, max: 32_767 })],
  ['bigint', { name: 'IntN' }, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  ['bit', { name: 'BitN' }, fc.boolean()],
  ['uniqueidentifier', { name: 'UniqueIdentifier' }, fc.uuid().map((guid) => guid.toUpperCase())],
  ['datetime', { name: 'DateTimeN' }, datetimes()],
  ['nvarchar(256)', { name: 'NVarChar', dataLength: 512 }, fc.string({ unit: 'binary', maxLength: 128 })],
  ['nvarchar(max)', { name: 'NVarChar', dataLength: LONG }, fc.string({ unit: 'binary', maxLength: 600 })],
  ['varchar(64)', { name: 'VarChar', dataLength: 64 }, fc.string({ unit: 'grapheme-ascii', maxLength: 64 })],
];

describe('rows decoded from the wire', () => {
  test('are what was written', () => {
    fc.assert(
      fc.property(tables(), ({ kinds, rows }) => {
        const bytes = written(kinds, rows);
        expect(readAll(new RowValues(columnsOf(kinds), OPTIONS), bytes)).toEqual(rows);
      }),
    );
  });

  test('are taken as a whole or not at all, whatever part of them is there', () => {
    fc.assert(
      fc.property(tables(), ({ kinds, rows }) => {
        const bytes = written(kinds, rows.slice(0, 1));
        const values = new RowValues(columnsOf(kinds), OPTIONS);
        for (let length = 1; length < bytes.length; length++) {
          expect(values.read(bytes.subarray(0, length), 0)).toBeNull();
          expect(values.end).toBeGreaterThan(length);
          expect(values.end).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('may have their NULLs told before them', () => {
    const columns = columnsOf([KINDS[0], KINDS[6], KINDS[0]] as Kind[]);
    const bytes = Buffer.from([NULLS_ROW_TOKEN, 0b010, 4, 7, 0, 0, 0, 4, 9, 0, 0, 0]);
    expect(new RowValues(columns, OPTIONS).read(bytes, 0)).toEqual([7, null, 9]);
  });

  test('have values without a length byte where the column is never NULL', () => {
    const columns = ['Int', 'BigInt', 'Bit', 'SmallInt', 'TinyInt', 'DateTime', 'SmallDateTime'].map(column);
    const bytes = Buffer.alloc(1 + 4 + 8 + 1 + 2 + 1 + 8 + 4);
    bytes[0] = ROW_TOKEN;
    bytes.writeInt32LE(-5, 1);
    bytes.writeBigInt64LE(1n << 40n, 5);
    bytes[13] = 1;
    bytes.writeInt16LE(-2, 14);
    bytes[16] = 200;
    bytes.writeInt32LE(-53_690, 17);
    bytes.writeUInt32LE(25_919_999, 21);
    bytes.writeUInt16LE(36_584, 25);
    bytes.writeUInt16LE(61, 27);
    expect(new RowValues(columns, OPTIONS).read(bytes, 0)).toEqual([
      -5,
      1n << 40n,
      true,
      -2,
      200,
      '1753-01-01 23:59:59.997',
      '2000-03-01 01:01:00.000',
    ]);
  });

  test('may come in pieces that cut a character in two', () => {
    const text = Buffer.from('Grüße', 'utf16le');
    const piece = (part: Buffer) => Buffer.concat([uint32(part.length), part]);
    const untold = Buffer.from([ROW_TOKEN, 0xfe, 255, 255, 255, 255, 255, 255, 255]);
    const bytes = Buffer.concat([untold, piece(text.subarray(0, 3)), piece(text.subarray(3)), uint32(0)]);
    const long = { type: { name: 'NVarChar' }, dataLength: LONG };
    expect(new RowValues([long], OPTIONS).read(bytes, 0)).toEqual(['Grüße']);
  });

  test('beyond ASCII in a code page are decoded as the collation says', () => {
    const narrow = { type: { name: 'VarChar' }, dataLength: 20, collation: { codepage: 'CP1252' } };
    const bytes = Buffer.from([ROW_TOKEN, 2, 0, 0x80, 0xfc]);
    expect(new RowValues([narrow], OPTIONS).read(bytes, 0)).toEqual(['€ü']);
  });

  test('may hold long values of the other kinds, too', () => {
    const long = (name: string, more = {}) => ({ type: { name }, dataLength: LONG, ...more });
    const columns = [long('VarBinary'), long('VarChar', { collation: { codepage: 'CP1252' } }), long('VarChar')];
    const told = (part: Buffer) =>
      Buffer.concat([uint32(part.length), uint32(0), uint32(part.length), part, uint32(0)]);
    const nothing = Buffer.alloc(8, 0xff);
    const bytes = Buffer.concat([
      Buffer.from([ROW_TOKEN]),
      told(Buffer.from([1, 2])),
      told(Buffer.from([0x80])),
      nothing,
    ]);
    const values = new RowValues(columns, OPTIONS);
    for (let length = 1; length < bytes.length; length++) expect(values.read(bytes.subarray(0, length), 0)).toBeNull();
    expect(values.read(bytes, 0)).toEqual([Uint8Array.of(1, 2), '€', null]);
  });
});

type Kind = (typeof KINDS)[number];

function tables(): fc.Arbitrary<{ kinds: Kind[]; rows: SqlValue[][] }> {
  return fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 12 }).chain((kinds) =>
    fc
      .array(fc.tuple(...kinds.map(([, , values]) => fc.option(values, { nil: null }))), {
        minLength: 1,
        maxLength: 6,
      })
      .map((rows) => ({ kinds, rows: rows as SqlValue[][] })),
  );
}

/** Every value a datetime can hold: days, and three hundredths of a second as the server rounds them. */
function datetimes(): fc.Arbitrary<string> {
  const days = fc.integer({ min: -53_690, max: 2_958_463 });
  return fc.tuple(days, fc.integer({ min: 0, max: 25_919_999 })).map(([day, ticks]) => {
    const ms = Date.UTC(1900, 0, 1) + day * 86_400_000 + Math.round((ticks * 10) / 3);
    return new Date(ms).toISOString().replace('T', ' ').slice(0, 23);
  });
}

function columnsOf(kinds: readonly Kind[]) {
  return kinds.map(([, { name, dataLength }]) => ({ type: { name }, dataLength }));
}

function column(name: string) {
  return { type: { name } };
}

function written(kinds: readonly Kind[], rows: readonly (readonly SqlValue[])[]): Buffer {
  const specs = kinds.map(([type], index): ColumnSpec => ({ name: `c${index}`, type, nullable: true }) as ColumnSpec);
  const bulk = new BulkRows(specs);
  for (const row of rows) bulk.add(row);
  const parts = bulk.pieces().map((piece) => {
    const [first] = piece;
    if (!(first instanceof WrittenRows)) throw new Error('a value that the encoder has no form for');
    // The token of the first row of a piece is the driver's to write.
    return Buffer.concat([Buffer.from([ROW_TOKEN]), first.bytes]);
  });
  const bytes = Buffer.concat(parts);
  bulk.release();
  return bytes;
}

function readAll(values: RowValues, bytes: Buffer): (SqlValue[] | null)[] {
  const rows: (SqlValue[] | null)[] = [];
  for (let at = 0; at < bytes.length; at = values.end) rows.push(values.read(bytes, at));
  return rows;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
