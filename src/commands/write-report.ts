/** Puts a report into the work directory: the HTML and the same data as JSON. An older report is never overwritten. */
import { join } from 'node:path';
import { prepareWorkDir, WorkDirUnusable } from '#src/config/work-dir.ts';
import { renderReport } from '#src/report/render-report.ts';
import type { ReportData } from '#src/report/report-data.ts';
import { giveBackGrown } from './give-back.ts';
import { writeJsonFile, writePieces } from './json-file.ts';
import { findingsToType, runnable } from './typed-commands.ts';
import type { VerbContext } from './verb.ts';

export interface ReportFiles {
  /** Absolute. */
  readonly reportFile: string;
  readonly reportJson: string;
}

/** @throws WorkDirUnusable */
export function writeReport(
  { configuration: { workDir }, chosen }: Pick<VerbContext, 'configuration' | 'chosen'>,
  kind: string,
  made: ReportData,
): ReportFiles {
  const data: ReportData = {
    ...made,
    findings: findingsToType(made.findings, chosen),
    nextSteps: made.nextSteps.map((step) => runnable(step, chosen)),
  };
  prepareWorkDir(workDir, data.runId);
  giveBackGrown();
  for (let copy = 1; ; copy++) {
    const stem = join(workDir, 'reports', `${kind}-${data.runId}${copy === 1 ? '' : `-${copy}`}`);
    try {
      writePieces(`${stem}.html`, renderReport(data));
      writeJsonFile(`${stem}.json`, data);
      return { reportFile: `${stem}.html`, reportJson: `${stem}.json` };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw new WorkDirUnusable(workDir, cause);
    }
  }
}
