import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LogSettings, spaceOnTarget } from '#src/estimate/space.ts';
import { measureRows, tableSpace } from '#src/estimate/table-space.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import type { TableSpec } from '#src/model/schema/types.ts';

const LOG: LogSettings = { recoveryModel: 'SIMPLE', concurrency: 4, batchRows: 10_000, batchBytes: 8_388_608 };
const NONE = { values: 0, bytes: 0 };

function spec(name: string): TableSpec {
  const found = CURRENT_TABLES.find((table) => table.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

const sizes = fc.record({
  spec: fc.constantFrom(...CURRENT_TABLES),
  rows: fc.integer({ min: 0, max: 500_000_000 }),
  textBytes: fc.double({ min: 0, max: 7_000, noNaN: true }),
  outside: fc.constant(NONE),
});

describe('the space of a table', () => {
  it('follows the documented arithmetic of a clustered index, message by message', () => {
    // Fixed 4+8+8+4+1, null bitmap 3, texts 2+2*2+200, header 4: 238 bytes; 8096/240 = 33 rows a page.
    const space = tableSpace({ spec: spec('tblChat'), rows: 1_000_000, textBytes: 200, outside: NONE, fill: 1 });
    expect(space.rowBytes).toBe(238);
    expect(space.dataBytes).toBe(30_304 * 8_192);
    // Index rows of 4+8 key bytes, 1 header, 6 pointer: 385 a page; 79 pages, and the root.
    expect(space.indexBytes).toBe(80 * 8_192);
  });

  it('holds a value of more than 8,000 bytes on pages of its own, with a pointer of 24 bytes in the row', () => {
    const long = { ...message('x'.repeat(4_001)), chatId: 2n };
    const measured = measureRows(spec('tblChat'), [message('x'.repeat(100)), long]);
    expect(measured).toEqual({ rows: 2, textBytes: 100, outside: { values: 1, bytes: 8_002 } });
    const space = tableSpace({ spec: spec('tblChat'), ...measured, fill: 1 });
    expect(space.rowBytes).toBe(38 + 100 + 12);
    expect(space.dataBytes).toBe(2 * 8_192);
  });

  it('counts two bytes for each UTF-16 unit of an nvarchar, and one for each character of a varchar', () => {
    const measured = measureRows(spec('tblChat'), [{ ...message('naïve 😀'), rtf: 'abc' }]);
    expect(measured.textBytes).toBe(2 * 8 + 3);
  });

  it('adds the unique index of tblNode and none to a table without a key', () => {
    const node = tableSpace({ spec: spec('tblNode'), rows: 33_077, textBytes: 80, outside: NONE, fill: 1 });
    // Unique index rows of 16+4 bytes and a header: 352 a page, 94 leaves and a root; the clustered index has two levels.
    expect(node.indexBytes).toBeGreaterThanOrEqual((94 + 1) * 8_192);
    const heap = tableSpace({ spec: spec('tblADUpdates'), rows: 1_000, textBytes: 80, outside: NONE, fill: 1 });
    expect(heap.indexBytes).toBe(0);
  });

  it('is nothing for an empty table', () => {
    for (const table of CURRENT_TABLES) {
      const space = tableSpace({ spec: table, rows: 0, textBytes: 0, outside: NONE, fill: 1 });
      expect([space.dataBytes, space.indexBytes]).toEqual([0, 0]);
    }
  });

  it('never shrinks when rows, texts or empty room on pages grow', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 1_000_000 }), fc.nat(1_000), (size, more, longer) => {
        const whole = (table: typeof size, fill: number) => {
          const { dataBytes, indexBytes } = tableSpace({ ...table, fill });
          return dataBytes + indexBytes;
        };
        const before = whole(size, 1);
        expect(whole({ ...size, rows: size.rows + more }, 1)).toBeGreaterThanOrEqual(before);
        expect(whole({ ...size, textBytes: size.textBytes + longer }, 1)).toBeGreaterThanOrEqual(before);
        expect(whole(size, 0.5)).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('is never less than the bytes of the rows themselves', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const { dataBytes, rowBytes } = tableSpace({ ...size, fill: 1 });
        expect(dataBytes).toBeGreaterThanOrEqual(size.rows * rowBytes);
      }),
    );
  });
});

describe('the space on the target', () => {
  it('is a range in order, whatever the tables, settings and recovery model', () => {
    const models = fc.constantFrom('SIMPLE' as const, 'FULL' as const, 'BULK_LOGGED' as const, null);
    fc.assert(
      fc.property(fc.array(sizes, { maxLength: 6 }), models, (tables, recoveryModel) => {
        const space = spaceOnTarget(tables, { ...LOG, recoveryModel });
        for (const { low, likely, high } of Object.values(space)) {
          expect(low).toBeLessThanOrEqual(likely);
          expect(likely).toBeLessThanOrEqual(high);
        }
        for (const edge of ['low', 'likely', 'high'] as const)
          expect(space.total[edge]).toBe(space.data[edge] + space.index[edge] + space.log[edge]);
      }),
    );
  });

  it('keeps the log of a SIMPLE database to what is open at once, and lets that of a FULL one grow with the rows', () => {
    const tables = [{ spec: spec('tblChat'), rows: 100_000_000, textBytes: 200, outside: NONE }];
    const simple = spaceOnTarget(tables, LOG).log;
    const full = spaceOnTarget(tables, { ...LOG, recoveryModel: 'FULL' }).log;
    const unknown = spaceOnTarget(tables, { ...LOG, recoveryModel: null }).log;
    expect(simple.high).toBeLessThan(256 * 1_048_576);
    expect(full.low).toBe(100_000_000 * (238 + 100));
    expect(unknown.low).toBe(simple.low);
    expect(unknown.high).toBe(full.high);
  });
});

function message(content: string) {
  return { channelId: 1, chatId: 1n, chatDate: 1n, userId: 1, isAlert: false, content, rtf: null };
}
