import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { MAPPINGS, NOT_CARRIED } from '#src/transform/mapping-table.ts';
import { planFor } from '#test/support/planning.ts';
import { mappingDocument, withSections } from '../../../scripts/docs/mapping.ts';

const STATIC = new Set([
  'tblVersion',
  'tblConfig',
  'tblEnumAttribute',
  'tblEnumValue',
  'tblPrincipalType',
  'tblRoleType',
]);

describe('the mapping', () => {
  it('names every column of every table that is written, in the order of the schema', () => {
    const written = [...planFor().tables.map((table) => table.table as string), 'tblChat', 'tblSystemRevision'];
    expect(Object.keys(MAPPINGS).toSorted()).toEqual(written.toSorted());
    for (const [name, columns] of Object.entries(MAPPINGS)) {
      const spec = CURRENT_TABLES.find((table) => table.name === name);
      expect(columns.map((one) => one.column)).toEqual(spec?.columns.map((column) => column.name));
    }
  });

  it('says what becomes of every column of the source', () => {
    const used = new Set([
      ...Object.values(MAPPINGS).flatMap((columns) => columns.map((one) => one.from)),
      ...Object.keys(NOT_CARRIED),
    ]);
    const known = LEGACY_TABLES.filter((table) => !STATIC.has(table.name)).flatMap((table) =>
      table.columns.map((column) => `${table.name}.${column.name}`),
    );
    expect(known.filter((column) => !used.has(column))).toEqual([]);
    expect([...used].filter((column) => column !== '–' && !known.includes(column))).toEqual([]);
  });

  it('points to rules that exist', () => {
    for (const { module } of Object.values(MAPPINGS).flat()) expect(existsSync(`src/transform/${module}`)).toBe(true);
  });

  it('is what docs/mapping.md says', () => {
    expect(mappingDocument()).toBe(readFileSync('docs/mapping.md', 'utf8'));
  });

  it('has markers for every generated section', () => {
    expect(() => withSections('# empty')).toThrow('no section columns');
  });
});
