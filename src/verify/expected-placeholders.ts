/**
 * Placeholder principals are known only once the messages have been read: those that a message needs are expected in
 * the target, any other one is extra.
 */
import type { MigrationPlan, TablePlan } from '#src/model/plan.ts';
import type { Row } from '#src/model/value.ts';

/** Rows that the placeholders of `authors` (legacy ids) add to a table. */
export function placeholderRowsOf(
  plan: MigrationPlan,
  table: TablePlan['table'],
  authors: Iterable<number>,
): readonly Row[] {
  if (table !== 'tblPrincipal' && table !== 'tblPrincipalAffiliations') return [];
  const rows: Row[] = [];
  for (const author of authors) {
    const placeholder = plan.placeholder(author);
    if (placeholder === null) continue;
    rows.push({ ...(table === 'tblPrincipal' ? placeholder.principal : placeholder.affiliation) });
  }
  return rows;
}

/** True for a row that this plan would write for some author without a row of his own, needed or not. */
export function isPlaceholder(plan: MigrationPlan, table: TablePlan['table'], row: Row): boolean {
  if (table === 'tblPrincipal') return legacyAuthor(plan, row.prinID) !== null;
  if (table !== 'tblPrincipalAffiliations') return false;
  return row.principalID === row.affiliationID && legacyAuthor(plan, row.principalID) !== null;
}

/** True for a row of the placeholder of one of these authors (legacy ids), and for no other row. */
export function placeholderTest(
  plan: MigrationPlan,
  authors: Iterable<number>,
): (table: TablePlan['table'], row: Row) => boolean {
  const ids = new Set<number>();
  for (const author of authors) {
    const placeholder = plan.placeholder(author);
    if (placeholder !== null) ids.add(placeholder.principal.prinID);
  }
  return (table, row) => {
    if (table === 'tblPrincipal') return typeof row.prinID === 'number' && ids.has(row.prinID);
    if (table !== 'tblPrincipalAffiliations') return false;
    return row.principalID === row.affiliationID && typeof row.principalID === 'number' && ids.has(row.principalID);
  };
}

/** A placeholder stands at the legacy id or at that id plus the base; the plan itself says whether it really does. */
function legacyAuthor(plan: MigrationPlan, id: unknown): number | null {
  if (typeof id !== 'number') return null;
  for (const candidate of [id, id - (plan.assigned.placeholderBase ?? 0)]) {
    if (plan.placeholder(candidate)?.principal.prinID === id) return candidate;
  }
  return null;
}
