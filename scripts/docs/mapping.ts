/** docs/mapping.md: its columns, its findings and the rules that leave rows out follow from the code. */
import { existsSync, readFileSync } from 'node:fs';
import { FINDING_KINDS } from '#src/transform/finding-kinds.ts';
import { MAPPINGS, NOT_CARRIED } from '#src/transform/mapping-table.ts';
import { SKIP_RULES } from '#src/transform/skip-rules.ts';

const FILE = 'docs/mapping.md';

/** The file as it is, with every generated section made anew. @throws Error when it has lost one */
export function mappingDocument(): string {
  return withSections(existsSync(FILE) ? readFileSync(FILE, 'utf8').replaceAll('\r\n', '\n') : '');
}

/** Section name → Markdown. The document holds each between `<!-- begin NAME -->` and `<!-- end NAME -->`. */
function mappingSections(): Readonly<Record<string, string>> {
  return {
    columns: Object.entries(MAPPINGS)
      .map(([table, columns]) =>
        section(
          `### ${table}`,
          ['2013 column', '2010 column', 'rule', 'where'],
          columns.map(({ column, from, rule, module }) => [code(column), code(from), rule, code(module)]),
          `Source: ${columns[0]?.source ?? ''}.`,
        ),
      )
      .join('\n\n'),
    'not-carried': markdownTable(
      ['2010 column', 'why it has no column in 2013'],
      Object.entries(NOT_CARRIED).map(([column, why]) => [code(column), why]),
    ),
    findings: markdownTable(
      ['finding', 'meaning', 'what to do', 'source'],
      Object.entries(FINDING_KINDS).map(([id, { meaning, hint, source }]) => [code(id), meaning, hint, source]),
    ),
    'skip-rules': markdownTable(
      ['rule', 'rows that it leaves out'],
      Object.entries(SKIP_RULES).map(([rule, meaning]) => [code(rule), meaning]),
    ),
  };
}

/** @throws Error when a section's markers are missing */
export function withSections(document: string): string {
  let rendered = document;
  for (const [name, text] of Object.entries(mappingSections())) {
    const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
    const from = rendered.indexOf(begin);
    const to = rendered.indexOf(end);
    if (from < 0 || to < from) throw new Error(`${FILE} has no section ${name}`);
    rendered = `${rendered.slice(0, from + begin.length)}\n${text}\n${rendered.slice(to)}`;
  }
  return rendered;
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[], below: string): string {
  return `${title}\n\n${markdownTable(head, rows)}\n\n${below}`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return text === '–' ? text : `\`${text}\``;
}
