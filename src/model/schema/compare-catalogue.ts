/**
 * What a database's catalogue has, set against what the documents say it has. Names are compared without regard to
 * case: some servers report them in lower case.
 */
import type { Catalogue, CatalogueColumn, CatalogueTable } from '../catalogue.ts';
import { isText, maxLength, type SqlType, type TableSpec } from './types.ts';

export type SchemaDifference =
  | { readonly what: 'table-missing'; readonly table: string }
  /** `core` is false for a column that the documents do not show but that follows from them. */
  | { readonly what: 'column-missing'; readonly table: string; readonly column: string; readonly core: boolean }
  /** Of another kind altogether, such as a number where a text is documented. */
  | ({ readonly what: 'type-differs' } & TypePair)
  /** A text column of another length. */
  | ({ readonly what: 'length-differs'; readonly narrower: boolean } & TypePair)
  | { readonly what: 'nullable'; readonly table: string; readonly column: string }
  | { readonly what: 'column-extra'; readonly table: string; readonly column: string; readonly required: boolean }
  | { readonly what: 'table-extra'; readonly table: string };

interface TypePair {
  readonly table: string;
  readonly column: string;
  readonly documented: string;
  readonly found: string;
}

/** Differences in the order of the documents; what the documents do not name comes last. */
export function compareCatalogue(catalogue: Catalogue, documented: readonly TableSpec[]): SchemaDifference[] {
  const known = new Set(documented.map((spec) => spec.name.toLowerCase()));
  return [
    ...documented.flatMap((spec) => compareTable(findTable(catalogue, spec.name), spec)),
    ...catalogue.tables
      .filter((table) => !known.has(table.name.toLowerCase()))
      .map((table): SchemaDifference => ({ what: 'table-extra', table: table.name })),
  ];
}

export function findTable(catalogue: Catalogue, name: string): CatalogueTable | null {
  const wanted = name.toLowerCase();
  return catalogue.tables.find((table) => table.name.toLowerCase() === wanted) ?? null;
}

export function findColumn(table: CatalogueTable | null, name: string): CatalogueColumn | null {
  const wanted = name.toLowerCase();
  return table?.columns.find((column) => column.name.toLowerCase() === wanted) ?? null;
}

/** The documented columns that a table has, in their documented spelling; empty where there is no such table. */
export function presentColumns(catalogue: Catalogue, spec: TableSpec): ReadonlySet<string> {
  const table = findTable(catalogue, spec.name);
  return new Set(spec.columns.map((column) => column.name).filter((name) => findColumn(table, name) !== null));
}

/** One sentence, without the final stop. */
export function describeDifference(difference: SchemaDifference): string {
  switch (difference.what) {
    case 'table-missing':
      return `table ${difference.table} is missing`;
    case 'column-missing':
      return `column ${difference.table}.${difference.column} is missing`;
    case 'type-differs':
    case 'length-differs':
      return `column ${difference.table}.${difference.column} is ${difference.found}, documented is ${difference.documented}`;
    case 'nullable':
      return `column ${difference.table}.${difference.column} accepts NULL, documented is NOT NULL`;
    case 'column-extra':
      return `column ${difference.table}.${difference.column} is not documented`;
    case 'table-extra':
      return `table ${difference.table} is not documented`;
  }
}

function compareTable(found: CatalogueTable | null, spec: TableSpec): SchemaDifference[] {
  if (found === null) return [{ what: 'table-missing', table: spec.name }];
  const differences: SchemaDifference[] = [];
  for (const column of spec.columns) {
    const place = { table: spec.name, column: column.name };
    const actual = findColumn(found, column.name);
    if (actual === null) {
      differences.push({ what: 'column-missing', ...place, core: column.core });
      continue;
    }
    const pair = { ...place, documented: column.type, found: actual.type };
    const agreement = compareTypes(column.type, actual.type.toLowerCase());
    if (agreement === 'other') differences.push({ what: 'type-differs', ...pair });
    else if (agreement !== 'same') {
      differences.push({ what: 'length-differs', ...pair, narrower: agreement === 'narrower' });
    }
    if (!column.nullable && actual.nullable) differences.push({ what: 'nullable', ...place });
  }
  const documented = new Set(spec.columns.map((column) => column.name.toLowerCase()));
  for (const column of found.columns) {
    if (documented.has(column.name.toLowerCase())) continue;
    differences.push({
      what: 'column-extra',
      table: spec.name,
      column: column.name,
      required: !column.nullable && !column.identity,
    });
  }
  return differences;
}

function compareTypes(documented: SqlType, found: string): 'same' | 'wider' | 'narrower' | 'other' {
  if (documented === found) return 'same';
  if (!isText(documented)) return 'other';
  const family = documented.slice(0, documented.indexOf('('));
  if (!found.startsWith(`${family}(`)) return 'other';
  return maxLength(found as SqlType) > maxLength(documented) ? 'wider' : 'narrower';
}
