import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteSlabs } from '#src/model/byte-slabs.ts';
import { PackedColumns } from '#src/model/packed-columns.ts';
import { sqlValue } from '#test/support/sql-values.ts';

describe('packed columns', () => {
  it('give back every value as it was put in, column by column', () => {
    const row = fc.tuple(sqlValue, sqlValue, sqlValue);
    const { keep } = new ByteSlabs();
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const columns = [0, 1, 2].map((place) => rows.map((values) => values[place] ?? null));
        const packed = new PackedColumns(columns, keep);
        for (const place of [2, 0, 1, 0]) expect(packed.column(place)).toStrictEqual(columns[place]);
      }),
    );
  });

  it('give back a column that says the same in every row', () => {
    fc.assert(
      fc.property(sqlValue, fc.integer({ min: 1, max: 2_000 }), (value, rows) => {
        const column = new Array(rows).fill(value);
        expect(new PackedColumns([column], new ByteSlabs().keep).column(0)).toStrictEqual(column);
      }),
    );
  });

  it('give back texts of hundreds of thousands of units, wide ones among them', () => {
    const column = [1, 300_000, 2, 1_400_000, 3].flatMap((size) => ['ü'.repeat(size), '€'.repeat(size)]);
    expect(new PackedColumns([column], new ByteSlabs().keep).column(0)).toStrictEqual(column);
  });

  it('say so when a column is asked for that is not there', () => {
    const packed = new PackedColumns([[1], [2]], new ByteSlabs().keep);
    expect(() => packed.column(2)).toThrow('no column 2 of 2');
  });
});
