import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STEP_IDS } from '#src/cutover/step.ts';
import { applies, FAULTS, type MatrixRow, rowText, runCell } from './fault-matrix.ts';

const rows: MatrixRow[] = [];

describe.each(STEP_IDS)('struck at %s', (step) => {
  it.each(FAULTS.filter((fault) => applies(step, fault)))(
    '%s: forward and back end in exactly two worlds',
    async (fault) => {
      const row = await runCell(step, fault);
      rows.push(row);
      // Nothing is proved by a fault that did not strike.
      expect(row.outcome).toMatch(fault.startsWith('killed') ? /^process gone$/ : /./);
      expect(row.forward).toBe('as planned');
      expect(row.back).toMatch(/^as before/);
    },
  );
});

it('is the table that the run book prints', () => {
  const printed = readFileSync('docs/cutover.md', 'utf8').split('\n');
  for (const row of rows) expect(printed.filter((line) => line.startsWith(rowText(row)))).toHaveLength(1);
  const generated = printed.filter((line) => STEP_IDS.some((step) => line.startsWith(`| ${step} | `)));
  expect(generated.filter((line) => !line.endsWith('| only there |'))).toHaveLength(rows.length);
});
