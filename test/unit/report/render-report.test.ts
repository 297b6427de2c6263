import { describe, expect, it } from 'vitest';
import { renderReport } from '#src/report/render-report.ts';
import type { ReportData } from '#src/report/report-data.ts';
import { addsUp } from '#src/report/sections.ts';

const LINE = { kind: 'rooms', read: 1234, written: 1200, skipped: 30, rejected: 4, skippedBy: { 'is disabled': 30 } };
const DATA: ReportData = {
  title: 'Migration',
  runId: 'run-1',
  version: '1.0.0',
  generatedAt: '2026-01-31T18:05:03.000Z',
  verdict: { word: 'Verified', tone: 'good', sentence: 'All is well.' },
  facts: [['Source', '<b>old</b>']],
  counts: [LINE],
  changes: [
    { kind: 'room', legacyId: 17, legacyName: 'A & B', newName: 'X - A & B', newId: 17, notes: ['carries the path'] },
    { kind: 'room', legacyId: 18, legacyName: 'Same', newName: 'Same', newId: 18, notes: [] },
    {
      kind: 'room',
      legacyId: 19,
      legacyName: '</table><script>alert(1)</script>',
      newName: null,
      newId: null,
      notes: [],
    },
  ],
  findings: [
    { id: 'T30', severity: 'block', subject: 'room 17', message: 'taken', hint: 'rename' },
    { id: 'T31', severity: 'warn', subject: 'room 18', message: 'longer', hint: 'look' },
  ],
  acknowledged: [{ id: 'T30', reason: 'we know' }],
  phases: [
    { phase: 'messages', durationMs: 2_000, rows: 10_000 },
    { phase: 'revision', durationMs: 10, rows: 0 },
  ],
  differences: { total: 1, first: [{ kind: 'message', key: '17/42', what: 'missing' }] },
  lists: [{ title: 'Runs', lines: ['first'] }],
  nextSteps: ['gc2pc status'],
};

describe('the report', () => {
  const html = [...renderReport(DATA)].join('');

  it('shows verdict, next command, counts with their sum, renames with their reason, findings and differences', () => {
    for (const part of ['Verified', 'gc2pc status', '1 234', '30: is disabled', 'X - A &amp; B', 'carries the path']) {
      expect(html).toContain(part);
    }
    expect(html).toContain('acknowledged: we know');
    expect(html).toContain('17/42');
  });

  it('leaves out what keeps its name without a remark', () => {
    expect(html).not.toContain('Same');
  });

  it('draws time and rate as charts with their numbers in words', () => {
    expect(html).toContain('aria-label="Time per phase: messages 2.0 s, revision 0.0 s"');
    expect(html).toContain('5 000 rows/s');
  });

  it('needs nothing from outside, runs no script, and escapes every name', () => {
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|src=|@import|url\(/);
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain('&lt;b&gt;old');
  });

  it('says so when counts do not add up', () => {
    expect(addsUp(LINE)).toBe(true);
    const wrong = [...renderReport({ ...DATA, counts: [{ ...LINE, read: 1235 }] })].join('');
    expect(wrong).toContain('<strong class="bad">no</strong>');
  });
});
