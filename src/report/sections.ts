/** The parts of the report, each from its piece of the data; a part without data says so or is left out. */
import { SEVERITIES } from '#src/model/finding.ts';
import type { Change } from '#src/model/plan.ts';
import { barChart } from './bar-chart.ts';
import { duration, escaped, grouped, htmlTable, mapped, section } from './html.ts';
import type { CountLine, ReportData } from './report-data.ts';

/** A page with more rows than this no longer scrolls well; the JSON has them all. */
const MOST_ROWS = 5_000;

export function countsSection({ counts }: ReportData): string {
  if (counts === null) return '';
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
  return section('Counts', `${note}${htmlTable(columns, rows)}`);
}

export function addsUp(line: CountLine): boolean {
  return line.read === line.written + line.skipped + line.rejected;
}

export function changesSection({ changes }: ReportData): string {
  if (changes.length === 0) return '';
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
  return section('What was renamed, and why', summary + (told > 0 ? htmlTable(columns, rows) : '') + rest(told));
}

const KIND_WORDS: Readonly<Record<Change['kind'], string>> = {
  category: 'category',
  room: 'room',
  principal: 'principal',
  addIn: 'add-in',
};

export function findingsSection({ findings, acknowledged }: ReportData): string {
  if (findings.length === 0) return section('Findings', '<p>None.</p>');
  const reasons = new Map(acknowledged.map(({ id, reason }) => [id, reason]));
  const parts = SEVERITIES.map((severity) => {
    const those = findings.filter((finding) => finding.severity === severity);
    if (those.length === 0) return '';
    const rows = mapped(those.slice(0, MOST_ROWS), (finding) => {
      const reason = reasons.get(finding.id);
      const note = reason === undefined || severity !== 'block' ? '' : `<br><em>acknowledged: ${escaped(reason)}</em>`;
      return [escaped(finding.id), escaped(finding.subject), escaped(finding.message) + note, escaped(finding.hint)];
    });
    const columns = [{ title: 'Finding' }, { title: 'About' }, { title: 'What' }, { title: 'What to do' }];
    const open = severity === 'info' ? '' : ' open';
    return `<details${open}><summary class="${severity}">${SEVERITY_WORDS[severity]}: ${grouped(those.length)}</summary>${htmlTable(columns, rows)}${rest(those.length)}</details>`;
  });
  return section('Findings', parts.join('\n'));
}

const SEVERITY_WORDS = { block: 'Blocking', warn: 'Warnings', info: 'Information' } as const;

export function phasesSection({ phases }: ReportData): string {
  if (phases.length === 0) return '';
  const time = phases.map((line) => ({ label: line.phase, value: line.durationMs, text: duration(line.durationMs) }));
  const rated = phases.filter((line) => line.rows > 0 && line.durationMs > 0);
  const rate = rated.map((line) => {
    const value = Math.round((line.rows * 1000) / line.durationMs);
    return { label: line.phase, value, text: `${grouped(value)} rows/s` };
  });
  const charts = [barChart('Time per phase', time), rate.length > 0 ? barChart('Rate per phase', rate) : ''];
  return section('Time and rate', charts.join('\n'));
}

export function differencesSection({ differences }: ReportData): string {
  if (differences === null) return '';
  if (differences.total === 0) return section('Differences', '<p>None: the target holds what the source implies.</p>');
  const rows = differences.first.map((line) => [escaped(line.what), escaped(line.kind), escaped(line.key)]);
  const columns = [{ title: 'What' }, { title: 'Kind' }, { title: 'Key' }];
  return section('Differences', `<p>${grouped(differences.total)} in all.</p>${htmlTable(columns, rows)}`);
}

export function listsSections({ lists }: ReportData): string {
  return lists
    .map(({ title, lines }) => section(title, `<ol>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ol>`))
    .join('\n');
}

function rest(total: number): string {
  return total > MOST_ROWS ? `<p>… and ${grouped(total - MOST_ROWS)} more, in the JSON beside this file.</p>` : '';
}
