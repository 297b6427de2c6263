import { expect, test } from 'vitest';
import type { SourcePort } from '#src/extract/source-port.ts';
import type { TargetReader } from '#src/load/target-port.ts';
import type { TablePlan } from '#src/model/plan.ts';
import type { Row } from '#src/model/value.ts';
import { tableSides } from '#src/verify/table-sides.ts';

test('planned rows come a few at a time, in the order of the plan and none twice, and placeholders behind them', async () => {
  const rows = Array.from({ length: 1_201 }, (_, prinID) => ({ prinID }));
  let made = 0;
  const plan = {
    table: 'tblPrincipal',
    passThrough: null,
    *planned(): Iterable<Row> {
      for (const row of rows) {
        made++;
        yield row;
      }
    },
  } as unknown as TablePlan;
  const sides = tableSides(plan, {} as SourcePort, {} as TargetReader, [{ prinID: -1 }]);
  const found: Row[] = [];
  for await (const page of sides.expected()) {
    found.push(...page);
    // What has been made and not been handed out is in memory.
    expect(page.length).toBeLessThanOrEqual(500);
    expect(made).toBeLessThanOrEqual(found.length);
  }
  expect(found).toEqual([...rows, { prinID: -1 }]);
});
