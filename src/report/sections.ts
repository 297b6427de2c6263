/** The parts of the report, in pieces, each from its piece of the data; a part without data says so or is left out. */
import { SEVERITIES } from '#src/model/finding.ts';
import type { Change } from '#src/model/plan.ts';
import { barChart } from './bar-chart.ts';
import { duration, escaped, grouped, htmlTable, mapped, section } from './html.ts';
import type { CountLine, ReportData } from './report-data.ts';

/** A page with more rows than this no longer scrolls well; the JSON has them all. */
const MOST_ROWS = 5_000;

export function* countsSection({ counts }: ReportData): Generator<string> {
  if (counts === null) return;
  const rows = counts.map((line) => [
    escaped(line.kind),
    grouped(line.read),
    grouped(line.written),
    grouped(line.skipped),
    grouped(line.rejected),
    addsUp(line) ? 'yes' : '<strong class="bad">no</strong>',
    Object.entries(line.skippedBy)
      .filter(([, rule]) => rule > 0)
      .map(([rule, skipped]) => `${grouped(skipped)}: ${escaped(rule)}`)
      .join('<br>'),
  ]);
  const columns = [
    { title: 'Kind' },
    { title: 'Read', numeric: true },
    { title: 'Written', numeric: true },
    { title: 'Skipped', numeric: true },
    { title: 'Rejected', numeric: true },
    { title: 'Adds up' },
    { title: 'Skipped because' },
  ];
  const note = '<p>Source rows. Every row read is written, skipped by a named rule, or rejected into a file.</p>';
  yield* section('Counts', joined([note], htmlTable(columns, rows)));
}

export function addsUp(line: CountLine): boolean {
  return line.read === line.written + line.skipped + line.rejected;
}

export function* changesSection({ changes }: ReportData): Generator<string> {
  if (changes.length === 0) return;
  const shown: Change[] = [];
  let told = 0;
  for (const change of changes) {
    if (change.newName === change.legacyName && change.notes.length === 0) continue;
    if (told < MOST_ROWS) shown.push(change);
    told += 1;
  }
  const summary = `<p>${grouped(changes.length)} objects, of which ${grouped(told)} get another name or a remark.</p>`;
  const rows = mapped(shown, (change) => [
    escaped(KIND_WORDS[change.kind]),
    escaped(String(change.legacyId)),
    escaped(change.legacyName),
    change.newName === null ? '<em>not migrated</em>' : escaped(change.newName),
    change.notes.map(escaped).join('<br>'),
  ]);
  const columns = [
    { title: 'Kind' },
    { title: 'ID', numeric: true },
    { title: 'Old name' },
    { title: 'New name' },
    { title: 'Why' },
  ];
  const table = told > 0 ? htmlTable(columns, rows) : [];
  yield* section('What was renamed, and why', joined([summary], table, [rest(told)]));
}

const KIND_WORDS: Readonly<Record<Change['kind'], string>> = {
  category: 'category',
  room: 'room',
  principal: 'principal',
  addIn: 'add-in',
};

export function* findingsSection({ findings, acknowledged }: ReportData): Generator<string> {
  yield* section('Findings', findings.length === 0 ? ['<p>None.</p>'] : findingsTables(findings, acknowledged));
}

function* findingsTables(
  findings: ReportData['findings'],
  acknowledged: ReportData['acknowledged'],
): Generator<string> {
  const reasons = new Map(acknowledged.map(({ id, reason }) => [id, reason]));
  for (const severity of SEVERITIES) {
    const those = findings.filter((finding) => finding.severity === severity);
    if (those.length === 0) continue;
    const rows = mapped(those.slice(0, MOST_ROWS), (finding) => {
      const reason = reasons.get(finding.id);
      const note = reason === undefined || severity !== 'block' ? '' : `<br><em>acknowledged: ${escaped(reason)}</em>`;
      return [escaped(finding.id), escaped(finding.subject), escaped(finding.message) + note, escaped(finding.hint)];
    });
    const columns = [{ title: 'Finding' }, { title: 'About' }, { title: 'What' }, { title: 'What to do' }];
    const open = severity === 'info' ? '' : ' open';
    yield `<details${open}><summary class="${severity}">${SEVERITY_WORDS[severity]}: ${grouped(those.length)}</summary>`;
    yield* htmlTable(columns, rows);
    yield `${rest(those.length)}</details>\n`;
  }
}

const SEVERITY_WORDS = { block: 'Blocking', warn: 'Warnings', info: 'Information' } as const;

export function* phasesSection({ phases }: ReportData): Generator<string> {
  if (phases.length === 0) return;
  const time = phases.map((line) => ({ label: line.phase, value: line.durationMs, text: duration(line.durationMs) }));
  const rated = phases.filter((line) => line.rows > 0 && line.durationMs > 0);
  const rate = rated.map((line) => {
    const value = Math.round((line.rows * 1000) / line.durationMs);
    return { label: line.phase, value, text: `${grouped(value)} rows/s` };
  });
  const charts = [barChart('Time per phase', time), rate.length > 0 ? barChart('Rate per phase', rate) : ''];
  yield* section('Time and rate', [charts.join('\n')]);
}

export function* differencesSection({ differences }: ReportData): Generator<string> {
  if (differences === null) return;
  if (differences.total === 0) {
    yield* section('Differences', ['<p>None: the target holds what the source implies.</p>']);
    return;
  }
  const rows = differences.first.map((line) => [escaped(line.what), escaped(line.kind), escaped(line.key)]);
  const columns = [{ title: 'What' }, { title: 'Kind' }, { title: 'Key' }];
  yield* section('Differences', joined([`<p>${grouped(differences.total)} in all.</p>`], htmlTable(columns, rows)));
}

export function* listsSections({ lists }: ReportData): Generator<string> {
  for (const { title, lines } of lists) {
    yield* section(title, [`<ol>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ol>`]);
  }
}

function* joined(...parts: readonly Iterable<string>[]): Generator<string> {
  for (const part of parts) yield* part;
}

function rest(total: number): string {
  return total > MOST_ROWS ? `<p>… and ${grouped(total - MOST_ROWS)} more, in the JSON beside this file.</p>` : '';
}
