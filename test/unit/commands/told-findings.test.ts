import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findingsTold, toldFindings } from '#src/commands/told-findings.ts';
import { SEVERITIES } from '#src/model/finding.ts';

const few = (...texts: string[]) => fc.constantFrom(...texts);
const finding = fc.record(
  {
    id: few('a', 'b'),
    severity: fc.constantFrom(...SEVERITIES),
    subject: fc.string(),
    message: fc.string(),
    hint: few('x', 'y'),
  },
  { noNullPrototype: true },
);

it('keeps findings in their order, whatever they have alike', () => {
  fc.assert(
    fc.property(fc.array(finding), (findings) => {
      expect(findingsTold(toldFindings(findings))).toStrictEqual(findings);
    }),
  );
});

it('keeps once what findings that follow each other have alike', () => {
  const alike = { id: 'a', severity: 'warn', hint: 'Do something.' } as const;
  const told = toldFindings([1, 2, 3].map((room) => ({ ...alike, subject: `room ${room}`, message: 'It is odd.' })));
  expect(told).toHaveLength(1);
  expect(JSON.stringify(told).match(/Do something/g)).toHaveLength(1);
});
