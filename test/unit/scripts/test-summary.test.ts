import { expect, it } from 'vitest';
import { summaryOf } from '../../../scripts/test-summary.ts';

const test = (status: string, ...ancestorTitles: string[]) => ({ status, ancestorTitles });

it('counts passed, failed and skipped tests, and those that waited for a SQL Server', () => {
  const summary = summaryOf({
    testResults: [
      { assertionResults: [test('passed', 'rows (sqlite)'), test('skipped', 'rows (sqlserver)')] },
      { assertionResults: [test('failed', 'a'), test('pending', 'b'), test('pending', 'x', 'rows (sqlserver)')] },
    ],
  });
  expect(summary).toEqual({ passed: 1, failed: 1, skipped: 3, withoutServer: 2 });
});

it('counts a file that could not be run as failed', () => {
  expect(summaryOf({ testResults: [{ status: 'failed', assertionResults: [] }] }).failed).toBe(1);
});

it('says of no test that it waited for a server where others ran on one', () => {
  const summary = summaryOf({
    testResults: [
      { assertionResults: [test('passed', 'rows (sqlserver)'), test('skipped', 'texts (sqlserver)')] },
      { assertionResults: [test('passed', 'rows (sqlite)')] },
    ],
  });
  expect(summary).toEqual({ passed: 2, failed: 0, skipped: 1, withoutServer: 0 });
});
