/**
 * What verification finds where the target is not what the plan says: a key, never a value.
 */
import type { PlannedTable } from '#src/model/plan.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';

/** Table → the word for one of its rows in `differences[].kind`. */
export const DIFFERENCE_KINDS = {
  tblSiopWhiteList: 'addIn',
  tblPrincipal: 'principal',
  tblPrincipalAffiliations: 'affiliation',
  tblPrincipalMembers: 'member',
  tblPrincipalMeta: 'principalMeta',
  tblNode: 'node',
  tblScopePrincipal: 'scope',
  tblPrincipalRole: 'role',
  tblChat: 'message',
  tblLastChatId: 'counter',
  tblPrincipalInvites: 'invite',
  tblLastInviteId: 'inviteCounter',
  tblPreference: 'preference',
  tblSystemRevision: 'revision',
} as const satisfies Record<PlannedTable | 'tblChat' | 'tblSystemRevision', string>;

export type ComparedTable = keyof typeof DIFFERENCE_KINDS;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[ComparedTable];

/** missing = the target lacks it; extra = the target has it and the plan does not; changed = both have it, not alike. */
export type What = 'missing' | 'extra' | 'changed';

export interface Difference {
  readonly kind: DifferenceKind;
  /** Values of the comparison key joined with `/`, as the target numbers them: `17/42` is message 42 of room 17. */
  readonly key: string;
  readonly what: What;
  readonly table: ComparedTable;
  /** Columns that are not alike; empty unless `changed`. Never their values. */
  readonly columns: readonly string[];
}

/** A difference of a small table together with both rows, for repair. Never leaves the process. */
export interface RowMismatch {
  readonly difference: Difference;
  readonly expected: Row | null;
  readonly actual: Row | null;
}

const SPECS = new Map(CURRENT_TABLES.map((spec) => [spec.name, spec]));

export function specOf(table: ComparedTable): TableSpec {
  const spec = SPECS.get(table);
  if (spec === undefined) throw new Error(`no documented table ${table}`);
  return spec;
}

/**
 * Columns by which rows of both sides are matched: the primary key, except where the documents say that less is enough
 * ("Persistent Chat database schema", tblLastChatId: the node alone identifies its counter).
 */
export function comparisonKey(table: ComparedTable): readonly string[] {
  if (table === 'tblLastChatId') return ['nodeID'];
  return specOf(table).primaryKey;
}

/** Text of a key as reports show it. */
export function keyText(table: ComparedTable, row: Row): string {
  return comparisonKey(table)
    .map((column) => valueText(row[column] ?? null))
    .join('/');
}

function valueText(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  return String(value);
}
