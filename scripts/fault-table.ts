/**
 * Runs every fault of the cut-over and writes what became of it into docs/cutover.md. A test holds the document to it.
 * Usage: node --disable-warning=ExperimentalWarning scripts/fault-table.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { GATES } from '#src/cutover/gates/all-gates.ts';
import { type MatrixRow, matrixTable, runMatrix } from '#test/directory/fault-matrix.ts';

const FILE = 'docs/cutover.md';

const rows: MatrixRow[] = [];
await runMatrix((row) => {
  rows.push(row);
  process.stderr.write(`${row.step}: ${row.fault}: ${row.outcome}\n`);
});
const gates = [
  '| gate | what must hold | may be acknowledged |',
  '|---|---|---|',
  ...GATES.map((gate) => `| ${gate.id} | ${gate.title} | ${gate.acknowledgeable ? 'yes' : 'no'} |`),
].join('\n');
const text = readFileSync(FILE, 'utf8');
writeFileSync(FILE, section(section(text, 'faults', matrixTable(rows)), 'gates', gates));

function section(document: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${FILE} has no section ${name}`);
  return `${document.slice(0, from + start.length)}\n${content}\n${document.slice(to)}`;
}
