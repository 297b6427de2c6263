/** What a report tells of a certificate. */
import type { FoundCertificate } from '#src/certificate/shortcoming.ts';
import { duration, grouped } from '#src/console/numbers.ts';
import type { ReportData } from '#src/report/report-data.ts';

/** One list, or none where no rehearsal is on record. */
export function certificateList(found: FoundCertificate | undefined): ReportData['lists'] {
  if (found === undefined) return [];
  return [{ title: 'Rehearsal certificate', lines: certificateLines(found) }];
}

function certificateLines({ file, certificate, intact }: FoundCertificate): string[] {
  if (certificate === null) return [`${file}: cannot be read`];
  if (!intact) return [`${file}: was edited after it was written, so it proves nothing`];
  const { counts } = certificate.sizes;
  const rows = Object.values(counts).reduce((sum, { read }) => sum + read, 0);
  return [
    `${file}, SHA-256 ${certificate.sha256}`,
    `${certificate.verdict} on ${certificate.rehearsedOn === 'fixtures' ? 'made-up databases' : 'the configured databases'}, ${certificate.finishedAt}, run ${certificate.runId}`,
    `gc2pc ${certificate.version}, rules ${certificate.ruleVersion}, configuration ${certificate.configurationHash}`,
    `${grouped(counts.messages?.read ?? 0)} messages, ${grouped(rows)} rows in all`,
    ...certificate.phases.map(
      ({ phase, seconds, rows: moved }) =>
        `${phase}: ${duration(seconds * 1_000)}${moved === 0 ? '' : `, ${grouped(moved)} rows`}`,
    ),
    ...certificate.notRehearsed.map((what) => `not rehearsed: ${what}`),
  ];
}
