/** The documented tables of the source, by name. */
import type { LegacyTableName } from '#src/model/legacy.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { TableSpec } from '#src/model/schema/types.ts';

export function legacySpec(table: LegacyTableName | 'tblChat'): TableSpec {
  const spec = LEGACY_TABLES.find((candidate) => candidate.name === table);
  if (spec === undefined) throw new Error(`no documented table ${table}`);
  return spec;
}
