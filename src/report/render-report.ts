/**
 * The whole report as one HTML file: no script, no link to anywhere, the same on paper as on a screen. It comes in
 * pieces, so that there are never more than a few hundred rows of it in memory.
 */
import { escaped, section } from './html.ts';
import type { ReportData } from './report-data.ts';
import {
  changesSection,
  countsSection,
  differencesSection,
  findingsSection,
  listsSections,
  phasesSection,
} from './sections.ts';

export function* renderReport(data: ReportData): Generator<string> {
  const { verdict, nextSteps } = data;
  const facts = data.facts.map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`).join('\n');
  const steps = nextSteps.map((step) => `<li><code>${escaped(step)}</code></li>`).join('');
  yield [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(data.title)}</title><style>${STYLE}</style></head><body><main>`,
    `<header><h1>${escaped(data.title)}</h1>`,
    `<p class="verdict ${verdict.tone}"><strong>${escaped(verdict.word)}</strong> ${escaped(verdict.sentence)}</p></header>`,
    '',
  ].join('\n');
  if (steps !== '') yield* section('Next', [`<ol>${steps}</ol>`]);
  yield* section('Facts', [`<dl>${facts}</dl>`]);
  for (const part of PARTS) yield* part(data);
  yield `<footer>gc2pc ${escaped(data.version)}, run ${escaped(data.runId)}, ${escaped(data.generatedAt)}</footer>\n`;
  yield '</main></body></html>\n';
}

const PARTS = [
  listsSections,
  countsSection,
  differencesSection,
  phasesSection,
  findingsSection,
  changesSection,
] as const;

const STYLE = `
:root { --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --good: #1a7f37; --warn: #9a6700; --bad: #cf222e; --bar: #2f6f9f; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --good: #3fb950; --warn: #d29922; --bad: #f85149; --bar: #58a6ff; --paper: #0d1117; } }
body { font: 15px/1.5 system-ui, "Segoe UI", sans-serif; color: var(--ink); background: var(--paper); margin: 0; }
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
.verdict { border-left: .4rem solid; padding: .5rem .8rem; } .good { color: var(--good); } .warn { color: var(--warn); } .bad, .block { color: var(--bad); }
.verdict strong { font-size: 1.2rem; margin-right: .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; } .n { text-align: right; white-space: nowrap; }
summary { cursor: pointer; font-weight: 600; margin: .5rem 0; } code { background: color-mix(in srgb, var(--soft) 15%, transparent); padding: .1rem .3rem; border-radius: 3px; }
figure { margin: 1rem 0; } figcaption { font-weight: 600; } svg { width: 100%; max-width: 760px; font: 12px system-ui, sans-serif; fill: var(--ink); } rect { fill: var(--bar); }
footer { color: var(--soft); margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .5rem; }
@media print { details > * { display: block; } main { max-width: none; } }
`;
