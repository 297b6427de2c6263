/** The documented tables of the target, by name. */
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { TableSpec } from '#src/model/schema/types.ts';

export function currentSpec(table: string): TableSpec {
  return find(CURRENT_TABLES, table);
}

export function legacySpec(table: string): TableSpec {
  return find(LEGACY_TABLES, table);
}

function find(specs: readonly TableSpec[], table: string): TableSpec {
  const spec = specs.find((candidate) => candidate.name === table);
  if (spec === undefined) throw new Error(`no documented table ${table}`);
  return spec;
}
