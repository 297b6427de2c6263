import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosen } from '#src/model/chosen-rows.ts';
import { PackedRows } from '#src/model/packed-rows.ts';
import { only } from '#src/model/row-list.ts';
import type { SqlValue } from '#src/model/value.ts';
import { sqlValue } from '#test/support/sql-values.ts';

type Line = { readonly id: SqlValue; readonly name: SqlValue; readonly rest: SqlValue };
const NAMES = ['id', 'name', 'rest'] as const;

const lines = fc.array(fc.record({ id: sqlValue, name: sqlValue, rest: sqlValue }, { noNullPrototype: true }));

function manyRows(): Line[] {
  return Array.from({ length: 10_000 }, (_, id) => {
    const name = `敏 李 ${id} of the ${id % 9}`;
    return { id, name: `CN=${name},OU=Site ${id % 5},DC=contoso`, rest: id % 3 === 0 ? name : `also ${name}` };
  });
}

describe('packed rows', () => {
  it('give back every value as it was put in, with the columns in their order', () => {
    fc.assert(
      fc.property(lines, (rows) => {
        const packed = new PackedRows<Line>(NAMES);
        for (const row of rows) packed.push(row);
        expect(packed.length).toBe(rows.length);
        expect([...packed]).toStrictEqual(rows);
        expect(rows.map((_, at) => packed.at(at))).toStrictEqual(rows);
        expect([...packed].every((row) => Object.keys(row).join() === NAMES.join())).toBe(true);
      }),
    );
  });

  it('give some columns alone, whichever they are', () => {
    fc.assert(
      fc.property(lines, fc.subarray([...NAMES], { minLength: 1 }), (rows, names) => {
        const packed = new PackedRows<Line>(NAMES);
        for (const row of rows) packed.push(row);
        const expected = rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
        expect([...only(packed, ...names)]).toStrictEqual(expected);
      }),
    );
  });

  it('of many blocks are given back in any order, to several who read at the same time', () => {
    const packed = PackedRows.of<Line>(NAMES, manyRows());
    const rows = manyRows();
    const readers = [packed[Symbol.iterator](), only(packed, 'name')[Symbol.iterator](), packed[Symbol.iterator]()];
    readers[2]?.next();
    for (const [at, row] of rows.entries()) {
      expect(readers[0]?.next().value).toStrictEqual(row);
      expect(readers[1]?.next().value).toStrictEqual({ name: row.name });
      expect(readers[2]?.next().value).toStrictEqual(rows[at + 1]);
      const other = (at * 7_919) % rows.length;
      if (at % 50 === 0) expect(packed.at(other)).toStrictEqual(rows[other]);
    }
  });

  it('may be read while more are put behind them', () => {
    const rows = manyRows();
    const packed = new PackedRows<Line>(NAMES);
    for (const [at, row] of rows.entries()) {
      packed.push(row);
      if (at % 100 === 0) expect(packed.at(Math.floor(at / 2))).toStrictEqual(rows[Math.floor(at / 2)]);
      expect(packed.at(at)).toStrictEqual(row);
    }
    expect([...packed]).toStrictEqual(rows);
  });

  it('hold very long texts, between short ones', () => {
    const rows = [1, 300_000, 2, 140_000, 140_000, 3].map((size, id) => ({
      id,
      name: 'ü'.repeat(size),
      rest: '€'.repeat(size),
    }));
    const packed = PackedRows.of<Line>(NAMES, rows);
    expect([...packed].every((row, at) => row.name === rows[at]?.name && row.rest === rows[at]?.rest)).toBe(true);
    expect(packed.at(5)?.rest).toBe('€€€');
    expect([packed.at(-1), packed.at(6)]).toEqual([undefined, undefined]);
  });

  it('give bytes that may be changed without changing the row', () => {
    const packed = PackedRows.of<Line>(
      NAMES,
      Array.from({ length: 2_000 }, (_, id) => ({ id, name: 'bytes', rest: Uint8Array.of(1, 2) })),
    );
    for (const at of [0, 1_999]) {
      (packed.at(at)?.rest as Uint8Array)[0] = 7;
      expect(packed.at(at)?.rest).toStrictEqual(Uint8Array.of(1, 2));
    }
  });

  it('are read in two places at once without disturbing each other', () => {
    const packed = PackedRows.of<Line>(
      NAMES,
      [1, 2].map((id) => ({ id, name: `name ${id}`, rest: null })),
    );
    const pairs = [...packed].flatMap((one) => [...only(packed, 'name')].map((other) => [one.id, other.name]));
    expect(pairs).toEqual([
      [1, 'name 1'],
      [1, 'name 2'],
      [2, 'name 1'],
      [2, 'name 2'],
    ]);
  });
});

describe('chosen rows', () => {
  it('are what a filter leaves, of packed rows, of plain ones and of rows that were chosen before', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (ids) => {
        const rows = ids.map((id, at) => ({ id, name: `${at}`, rest: null }));
        for (const list of [rows, PackedRows.of<Line>(NAMES, rows)]) {
          const even = chosen<Line, 'id'>(list, ['id'], ({ id }) => Number(id) % 2 === 0);
          const both = chosen(even, ['id', 'name'], ({ id }) => Number(id) % 3 === 0);
          const expected = rows.filter(({ id }) => id % 2 === 0 && id % 3 === 0);
          expect([...both]).toEqual(expected);
          expect([both.length, both.at(0)]).toEqual([expected.length, expected[0]]);
          expect([...only(both, 'name')].map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
        }
      }),
    );
  });
});
