/** Counts of a test run, from vitest's JSON results. */

interface Results {
  readonly testResults: readonly {
    readonly status?: string;
    readonly assertionResults: readonly { readonly status: string; readonly ancestorTitles: readonly string[] }[];
  }[];
}

export interface Summary {
  readonly passed: number;
  /** Tests, and files that could not be run at all. */
  readonly failed: number;
  readonly skipped: number;
  /** Of the skipped: those of the SQL Server tier, where none of it ran. One that had a server skips a few for their own reasons. */
  readonly withoutServer: number;
}

/** The mark that `forEachEngine` puts into a title. */
const SQL_SERVER = /\(sqlserver\)$/;

export function summaryOf(results: Results): Summary {
  const tests = results.testResults.flatMap((file) => file.assertionResults);
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed');
  const broken = results.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const onServer = tests.filter((test) => test.ancestorTitles.some((title) => SQL_SERVER.test(title)));
  const hadServer = onServer.some((test) => !skipped.includes(test));
  return {
    passed: count('passed'),
    failed: count('failed') + broken.length,
    skipped: skipped.length,
    withoutServer: hadServer ? 0 : onServer.length,
  };
}
