/** The plan as people read it on a terminal: what comes, what changes its name, what is lossy. */
import { grouped } from '#src/console/numbers.ts';
import { table } from '#src/console/table.ts';
import { type Finding, SEVERITIES } from '#src/model/finding.ts';
import type { Change } from '#src/model/plan.ts';
import type { CountLine } from '#src/report/report-data.ts';

/** A terminal page; the HTML and the JSON have all of it. */
const SHOWN_CHANGES = 30;
const SHOWN_FINDINGS = 20;
const NAME_WIDTH = 48;

export function countsText(lines: readonly CountLine[]): string {
  const right = { align: 'right' } as const;
  return table(
    [
      { title: 'kind' },
      { title: 'read', ...right },
      { title: 'written', ...right },
      { title: 'skipped', ...right },
      { title: 'rejected', ...right },
    ],
    lines.map((line) => [
      line.kind,
      grouped(line.read),
      grouped(line.written),
      grouped(line.skipped),
      grouped(line.rejected),
    ]),
  );
}

export function changesText(changes: Iterable<Change>): string {
  const shown: Change[] = [];
  let renamed = 0;
  for (const change of changes) {
    if (change.newName === change.legacyName) continue;
    if (renamed < SHOWN_CHANGES) shown.push(change);
    renamed += 1;
  }
  if (renamed === 0) return 'Every object keeps its name.';
  const rows = shown.map((change) => [
    change.kind,
    change.legacyName,
    change.newName ?? '(not migrated)',
    change.notes.join('; '),
  ]);
  const columns = [
    { title: 'kind' },
    { title: 'old name', max: NAME_WIDTH },
    { title: 'new name', max: NAME_WIDTH },
    { title: 'why', max: NAME_WIDTH },
  ];
  const more = renamed > SHOWN_CHANGES ? `\n… and ${grouped(renamed - SHOWN_CHANGES)} more` : '';
  return `${table(columns, rows)}${more}`;
}

/** Finding id → how often. */
export function lossyCounts(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const finding of findings) counts[finding.id] = (counts[finding.id] ?? 0) + 1;
  return counts;
}

/** Blocks one by one, the rest by their number. */
export function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'No findings.';
  const counts = lossyCounts(findings);
  const first = new Map(findings.map((finding) => [finding.id, finding] as const).reverse());
  const rows = Object.entries(counts)
    .map(([id, count]) => ({ count, finding: first.get(id) as Finding }))
    .toSorted((a, b) => SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity))
    .map(({ count, finding }) => [finding.severity, grouped(count), finding.id, finding.message]);
  const overview = table(
    [
      { title: 'severity' },
      { title: 'times', align: 'right' },
      { title: 'finding' },
      { title: 'for example', max: 90 },
    ],
    rows,
  );
  const blocks = findings.filter((finding) => finding.severity === 'block');
  if (blocks.length === 0) return overview;
  const shown = blocks
    .slice(0, SHOWN_FINDINGS)
    .map((finding) => `${finding.id}: ${finding.subject}: ${finding.message}\n  ${finding.hint}`);
  const more = blocks.length > SHOWN_FINDINGS ? [`… and ${grouped(blocks.length - SHOWN_FINDINGS)} more`] : [];
  return [overview, '', 'Blocking:', ...shown, ...more].join('\n');
}
