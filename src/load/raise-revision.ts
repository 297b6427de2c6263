/**
 * Raises tblSystemRevision by one, once per migration however often it was interrupted or repeated, so that every server
 * drops what it has cached.
 * Source: "tblSystemRevision" (raised whenever an administrative change is finished).
 */
import { newUnit, progressed } from '#src/journal/units.ts';
import type { Row } from '#src/model/value.ts';
import { currentSpec } from './current-spec.ts';
import type { LoadContext } from './load-context.ts';

export const REVISION_UNIT = 'revision';

/** @param again the target was set back to before it was raised */
export async function raiseRevision(context: LoadContext, again: boolean): Promise<void> {
  const { plan, interrupts, now } = context.request;
  const before = context.units.get(REVISION_UNIT) ?? null;
  if (before?.state === 'done' && !again) return;
  context.goOn();
  const current = await readRevision(context);
  const unit = before ?? newUnit(context.migrationId, REVISION_UNIT, 'revision', context.revision, null);
  const books = { read: 0, written: 0, rejected: 0, targetRows: current === null ? 0 : 1, skipped: {} };
  const after = progressed(unit, { ...books, state: 'done', position: '1' }, context.revision, now());
  await context.commit(REVISION_UNIT, [{ before, after }], async (transaction) => {
    if (current !== null && plan.systemRevision !== null) {
      const spec = currentSpec('tblSystemRevision');
      if ((await transaction.remove(spec, { sysRevision: current })) !== 1) {
        throw new Error('tblSystemRevision changed while it was raised');
      }
      await transaction.insert(spec, [{ sysRevision: current + 1n }]);
    }
    await interrupts('revision:before-commit', REVISION_UNIT);
  });
  await interrupts('unit:finished', REVISION_UNIT);
}

/** Null where the target has no such row. */
export async function readRevision(context: LoadContext): Promise<bigint | null> {
  const rows: Row[] = [];
  for await (const page of context.request.targetReader.rows(currentSpec('tblSystemRevision'))) rows.push(...page);
  const value = rows[0]?.sysRevision;
  return typeof value === 'bigint' ? value : null;
}
