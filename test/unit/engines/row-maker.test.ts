/** Rows are complete, and as small as they can be: a pool has a million of them in memory. */
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { rowMaker } from '#src/engines/sql/row-maker.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { SqlValue } from '#src/model/value.ts';

setFlagsFromString('--allow-natives-syntax');
const isCompact = new Function('row', 'return %HasFastProperties(row)') as (row: object) => boolean;

describe('the rows of a table', () => {
  it('have every column in its documented place, null where it was not read', () => {
    for (const spec of [...LEGACY_TABLES, ...CURRENT_TABLES]) {
      const read = spec.columns.filter((_, index) => index % 3 !== 1).toReversed();
      const values = read.map(({ name }): SqlValue => name);
      const expected = spec.columns.map((column) => [column.name, read.includes(column) ? column.name : null]);
      expect(Object.entries(rowMaker(spec, read)(values))).toEqual(expected);
    }
  });

  it('do not share their values', () => {
    for (const spec of LEGACY_TABLES) {
      const make = rowMaker(spec, spec.columns);
      const [first, second] = [make(spec.columns.map(() => 1)), make(spec.columns.map(() => 'two'))];
      expect(Object.values(first)).toEqual(spec.columns.map(() => 1));
      expect(Object.values(second)).toEqual(spec.columns.map(() => 'two'));
    }
  });

  it('are compact objects, however many columns there are', () => {
    const filled: Record<string, number> = {};
    for (let at = 0; at < 25; at++) filled[`column${at}`] = at;
    expect(isCompact(filled)).toBe(false);
    for (const spec of [...LEGACY_TABLES, ...CURRENT_TABLES]) {
      const make = rowMaker(spec, spec.columns);
      for (const value of [0, 'text', 5n, null, true]) {
        expect(isCompact(make(spec.columns.map(() => value))), spec.name).toBe(true);
      }
    }
  });
});
