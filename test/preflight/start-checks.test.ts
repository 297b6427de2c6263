/** What `migrate` makes of the checks when it begins, and how acknowledgements come into the journal. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { blocking } from '#src/commands/acknowledgements.ts';
import { overFindings, startFindings } from '#src/commands/checked-plan.ts';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import type { CheckOutcome, Danger, Result } from '#src/preflight/check.ts';
import { RECORD_FILE } from '#src/preflight/record.ts';
import { cliJson, environmentOf } from '#test/support/cli.ts';
import { SQLITE } from '#test/support/engines.ts';

function outcome(id: string, result: Result, endangers: Danger): CheckOutcome {
  const words = { title: id, requirement: '', source: '', looked: 'seen', hint: 'Do.' };
  return { ...words, id, severity: 'block', endangers, result };
}

describe('when migrate begins', () => {
  test.each([
    ['block', 'data', 'block'],
    ['block', 'service', 'warn'],
    ['block', 'support', 'warn'],
    ['warn', 'data', 'warn'],
    ['warn', 'support', 'warn'],
    ['unknown', 'data', 'warn'],
    ['unknown', 'service', null],
    ['unknown', 'support', null],
    ['pass', 'data', null],
    ['not-applicable', 'data', null],
  ] as const)('a %s that endangers %s gives %s', (result, endangers, severity) => {
    const findings = startFindings([outcome('S41', result, endangers)]);
    expect(findings.map((finding) => finding.severity)).toEqual(severity === null ? [] : [severity]);
    const offered = findings.some(({ hint }) => hint.includes('--acknowledge'));
    expect(offered).toBe(severity === 'block');
  });

  test('a block is let pass by its id and a reason, and by nothing else', () => {
    const findings = startFindings([outcome('S41', 'block', 'data')]);
    expect(blocking(findings, new Map([['S41', 'granted by hand']])).stopping).toEqual([]);
    expect(blocking(findings, new Map([['T08', 'granted by hand']])).stopping).toHaveLength(1);
  });

  test('what the plan answers is told once, by the plan; a reason for the check lets its findings pass', () => {
    expect(startFindings([outcome('S05', 'block', 'data')])).toEqual([]);
    const spread = overFindings(
      new Map([
        ['S05', 'renamed on Monday'],
        ['P21-name-too-long', 'shortened'],
      ]),
    );
    expect(spread.get('P22-name-conflict')).toBe('renamed on Monday');
    expect(spread.get('P21-name-too-long')).toBe('shortened');
  });

  test('the version of SQL Server is looked at, and only Microsoft’s support depends on it', () => {
    const d05 = ALL_CHECKS.find(({ id }) => id === 'D05');
    expect(d05).toMatchObject({ again: ['migrate', 'cutover'], endangers: 'support' });
  });

  test('every check of the data and of the target is looked at again, but those that ask others or read messages', () => {
    const left = ALL_CHECKS.filter(({ concern, again }) => concern !== 'deployment' && !again.includes('migrate'));
    expect(left.map(({ id }) => id)).toEqual(['S16', 'S24', 'S25', 'S28', 'S29', 'S30']);
  });
});

describe('an acknowledgement given before the migration', () => {
  test('is kept in the work directory, printed, and taken into the journal once', { timeout: 120_000 }, async () => {
    const databases = await SQLITE.fresh('acknowledged');
    const environment = { ...environmentOf(databases), GC2PC_PREFLIGHT_FILE_STORE: 'no path at all' };
    const run = (...words: string[]) => cliJson(words, { folder: databases.dir, environment });
    try {
      expect((await run('fixture', 'create', '--scale', '0.05', '--messages', '200')).code).toBe(0);
      const only = ['preflight', '--only', 'D11,T08'];
      expect((await run(...only)).document).toMatchObject({ exitCode: 3, acknowledgementsJournaled: false });
      const passed = await run(...only, '--acknowledge', 'D11=it is mended on Friday');
      expect(passed.document).toMatchObject({ exitCode: 0, acknowledgementsJournaled: true });
      expect(passed.document.recordFile).toMatch(new RegExp(`${RECORD_FILE}$`));
      for (let times = 0; times < 2; times += 1) expect((await run('migrate')).code).toBe(0);
      const journal = await databases.openJournalReader();
      const events = await journal.port.rows('event', {});
      await journal.close();
      const taken = events.filter(({ event }) => event === 'preflight:acknowledged');
      expect(taken.map(({ detail }) => JSON.parse(detail))).toMatchObject([
        { id: 'D11', reason: 'it is mended on Friday' },
      ]);
      expect(events.filter(({ event }) => event === 'preflight:checked')).toHaveLength(2);
      const report = await run('report');
      const html = readFileSync(report.document.reportFile as string, 'utf8');
      expect(html).toMatch(/Acknowledged[\s\S]*D11: it is mended on Friday/);
    } finally {
      await databases.dispose();
    }
  });
});
