import { expect, test } from 'vitest';
import type { TargetInventory } from '#src/model/inventory.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import { BaselineCheck } from '#src/verify/baseline-check.ts';

const PRINCIPALS = [1, 2, 3].map((prinID) => ({ prinID, prinName: `name ${prinID}` }));

/** Of a target that had three principals, the third of which the plan has taken over. */
function check(): BaselineCheck {
  const tables = [{ table: 'tblPrincipal', owns: (row: { prinID?: unknown }) => row.prinID === 3 }];
  return new BaselineCheck(
    { tables } as unknown as MigrationPlan,
    { addIns: [], principals: PRINCIPALS, nodes: [] } as unknown as TargetInventory,
  );
}

test('rows that are still there as they were give no finding', () => {
  const baseline = check();
  for (const row of [...PRINCIPALS, { prinID: 4, prinName: 'another' }]) baseline.rows('tblPrincipal', [row]);
  expect(baseline.findings()).toEqual([]);
});

test('rows that were changed or removed are warned about, but for those of this migration', () => {
  const baseline = check();
  baseline.rows('tblPrincipal', [{ prinID: 2, prinName: 'another name' }]);
  baseline.rows('tblNode', [{ nodeID: 1 }]);
  expect(baseline.findings().map(({ severity, subject, message }) => [severity, subject, message])).toEqual([
    ['warn', 'tblPrincipal 2', expect.stringContaining('has changed in prinName')],
    ['warn', 'tblPrincipal 1', expect.stringContaining('is gone')],
  ]);
});
