/**
 * Runs the tests and says at the end, loudly, how many did not run because no SQL Server was found. The last line counts
 * them all: `N passed, N failed, N skipped`. Arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { summaryOf } from './test-summary.ts';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const dir = mkdtempSync(join(tmpdir(), 'gc2pc-tests-'));
const results = join(dir, 'results.json');
const run = spawnSync(
  process.execPath,
  [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
let status = run.status ?? 1;
try {
  const summary = summaryOf(JSON.parse(readFileSync(results, 'utf8')));
  if (summary.withoutServer > 0) {
    const rule = '!'.repeat(100);
    console.log(
      `\n${rule}\n!! ${summary.withoutServer} tests were SKIPPED: there is no SQL Server here.\n` +
        `!! Name one in GC2PC_TEST_MSSQL_URL (mssql://USER:PASSWORD@HOST:PORT/master?…), or run where Docker runs.\n${rule}`,
    );
  }
  console.log(`\n${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped`);
  // A run without a single test proves nothing.
  if (summary.passed === 0) status ||= 1;
} catch {
  console.log('\nvitest left no results');
  status ||= 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exitCode = status;
