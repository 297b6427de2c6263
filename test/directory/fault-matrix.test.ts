import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STEP_IDS } from '#src/cutover/step.ts';
import { applies, FAULTS, type MatrixRow, matrixTable, runCell } from './fault-matrix.ts';

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
  const order = STEP_IDS.flatMap((step) =>
    FAULTS.filter((fault) => applies(step, fault)).map((fault) => `${step}/${fault}`),
  );
  const sorted = rows.toSorted((a, b) => order.indexOf(`${a.step}/${a.fault}`) - order.indexOf(`${b.step}/${b.fault}`));
  expect(readFileSync('docs/cutover.md', 'utf8')).toContain(matrixTable(sorted));
});
