import { describe, expect, it } from 'vitest';
import { ToldOnce } from '#src/commands/told-once.ts';
import type { Finding } from '#src/model/finding.ts';

function finding(subject: string, message = 'is too long'): Finding {
  return { id: 'P02-name-too-long', severity: 'warn', subject, message, hint: 'Read it.' };
}

describe('Findings that verb after verb tells', () => {
  it('are kept once, in the order in which they came', () => {
    const told = new ToldOnce();
    told.add([finding('room 2'), finding('room 1')]);
    told.add([finding('room 1'), finding('room 3'), finding('room 2')]);
    expect(told.findings().map(({ subject }) => subject)).toEqual(['room 2', 'room 1', 'room 3']);
  });

  it('are kept once where one verb tells them twice', () => {
    const told = new ToldOnce();
    told.add([finding('room 1'), finding('room 1')]);
    expect(told.findings()).toHaveLength(1);
  });

  it('are others when they say something else of the same subject', () => {
    const told = new ToldOnce();
    told.add([finding('room 1'), finding('room 1', 'is empty')]);
    expect(told.findings()).toHaveLength(2);
  });

  it('come out as they went in, past the rows that are compressed together', () => {
    const told = new ToldOnce();
    const findings = Array.from({ length: 1_500 }, (_, at) =>
      finding(`room ${at} "Ω\ud800"`, `is too long: ${at % 7}`),
    );
    told.add(findings.slice(0, 700));
    told.add(findings);
    expect(told.findings()).toEqual(findings);
  });
});
