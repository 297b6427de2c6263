/**
 * Every documented name, to give a catalogue's names their documented spelling. Under a case-insensitive collation
 * SQL Server resolves a name however it is written, so the spelling says nothing; under another one it does, and names
 * are left as they are.
 */
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { CURRENT_COMPLIANCE_TABLES } from '#src/model/schema/current-compliance.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { LEGACY_TRANSIENT_TABLES } from '#src/model/schema/legacy-transient.ts';
import type { TableSpec } from '#src/model/schema/types.ts';

export type Side = 'source' | 'target';

const LEGACY: readonly TableSpec[] = [...LEGACY_TABLES, ...LEGACY_TRANSIENT_TABLES];
const CURRENT: readonly TableSpec[] = [...CURRENT_TABLES, ...CURRENT_COMPLIANCE_TABLES];

export interface Spelling {
  table(name: string): string;
  column(table: string, name: string): string;
}

export const AS_IS: Spelling = { table: (name) => name, column: (_table, name) => name };

/** The side's own documents come first: the two versions write some columns differently. */
export function documentedSpelling(side: Side): Spelling {
  const specs = side === 'source' ? [...LEGACY, ...CURRENT] : [...CURRENT, ...LEGACY];
  const tables = new Map<string, string>();
  const columns = new Map<string, string>();
  for (const spec of specs) {
    const table = spec.name.toLowerCase();
    if (!tables.has(table)) tables.set(table, spec.name);
    for (const { name } of spec.columns) {
      const key = `${table}.${name.toLowerCase()}`;
      if (!columns.has(key)) columns.set(key, name);
    }
  }
  return {
    table: (name) => tables.get(name.toLowerCase()) ?? name,
    column: (table, name) => columns.get(`${table}.${name}`.toLowerCase()) ?? name,
  };
}
