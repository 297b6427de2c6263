import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosen } from '#src/model/chosen-rows.ts';
import { PackedRows } from '#src/model/packed-rows.ts';
import { only } from '#src/model/row-list.ts';
import type { SqlValue } from '#src/model/value.ts';

type Line = { readonly id: SqlValue; readonly name: SqlValue; readonly rest: SqlValue };
const NAMES = ['id', 'name', 'rest'] as const;

/** Any UTF-16 units: lone surrogates and text beyond one byte a character among them. */
const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
const value: fc.Arbitrary<SqlValue> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 31n) - 2n, max: 2n ** 31n + 2n }),
  text,
  fc.string(),
  fc.string({ minLength: 250, maxLength: 260 }),
  fc
    .tuple(text, fc.constantFrom('@contoso.com', ',OU=Füße,DC=contoso', ',OU=\ud83d', '@', ',a'))
    .map((parts) => parts.join('')),
  fc.uuid(),
  fc.uuid().map((guid) => guid.toUpperCase()),
  fc.uint8Array(),
  fc.integer({ min: -2, max: 258 }),
  fc.constantFrom(
    '2013-06-28 08:39:07.000',
    '0000-00-00 00:00:00.001',
    '9999-12-31 23:59:59.999',
    '2013-06-28T08:39:07.00',
  ),
);
const cut = fc.integer({ min: 0, max: 300 });
/** The second and third text are what is left of the one before, behind a beginning of their own. */
const alike = fc
  .record({
    full: fc.oneof(text, fc.string({ maxLength: 600 })),
    cuts: fc.tuple(cut, cut),
    heads: fc.tuple(fc.string(), text),
  })
  .map(({ full, cuts, heads }) => {
    const name = heads[0] + full.slice(cuts[0]);
    return { id: full, name, rest: heads[1] + name.slice(cuts[1]) };
  });
const lines = fc.array(fc.oneof(fc.record({ id: value, name: value, rest: value }, { noNullPrototype: true }), alike));

describe('packed rows', () => {
  it('give back every value as it was put in, with the columns in their order', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('shared ends' as const, null), (rows, ends) => {
        const packed = new PackedRows<Line>(NAMES, ends);
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
      fc.property(
        lines,
        fc.subarray([...NAMES], { minLength: 1 }),
        fc.constantFrom('shared ends' as const, null),
        (rows, names, ends) => {
          const packed = new PackedRows<Line>(NAMES, ends);
          for (const row of rows) packed.push(row);
          const expected = rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
          expect([...only(packed, ...names)]).toStrictEqual(expected);
        },
      ),
    );
  });

  it('hold more ends of texts than they share', () => {
    const rows = Array.from({ length: 5_000 }, (_, id) => ({
      id,
      name: `a${id % 7}@domain${id}.example`,
      rest: `b,OU=${id % 3},DC=x`,
    }));
    const packed = new PackedRows<Line>(NAMES, 'shared ends');
    for (const row of rows) packed.push(row);
    expect([...packed]).toStrictEqual(rows);
  });

  it('hold an address, a name and a path that say the same', () => {
    const rows = Array.from({ length: 3_000 }, (_, id) => {
      const name = `敏 李 ${id} of the ${id % 9}`;
      return { id: name, name: `CN=${name},OU=Site ${id % 5},DC=contoso`, rest: id % 3 === 0 ? name : `also ${name}` };
    });
    const packed = new PackedRows<Line>(NAMES, 'shared ends');
    for (const row of rows) packed.push(row);
    expect([...packed]).toStrictEqual(rows);
    expect([...only(packed, 'rest')]).toStrictEqual(rows.map(({ rest }) => ({ rest })));
  });

  it('hold rows of more bytes than a chunk, between small ones', () => {
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
