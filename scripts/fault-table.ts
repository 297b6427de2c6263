/**
 * Runs every fault of the cut-over, on the stand-in and on a Samba domain controller, and writes what became of it into
 * docs/cutover.md. Tests hold the document to it. Needs what the directory tests need (see fixtures/directory/samba.ts).
 * Usage: node --disable-warning=ExperimentalWarning scripts/fault-table.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { startDomainController } from '#fixtures/directory/samba.ts';
import { GATES } from '#src/cutover/gates/all-gates.ts';
import { type MatrixRow, matrixTable, runMatrix } from '#test/directory/fault-matrix.ts';
import { sambaCell, sambaCells, sambaWorld } from '#test/directory/samba-matrix.ts';

const FILE = 'docs/cutover.md';

const rows: MatrixRow[] = [];
await runMatrix((row) => {
  rows.push(row);
  process.stderr.write(`${row.step}: ${row.fault}: ${row.outcome}\n`);
});
const controller = await startDomainController('127.250.1.1');
const world = await sambaWorld(controller);
const samba: MatrixRow[] = [];
for (const { step, fault } of sambaCells()) {
  samba.push(await sambaCell(world, step, fault));
  process.stderr.write(`Samba: ${step}: ${fault}: ${samba.at(-1)?.outcome}\n`);
}
await world.close();
await controller.dispose();
const gates = [
  '| gate | what must hold | may be acknowledged |',
  '|---|---|---|',
  ...GATES.map((gate) => `| ${gate.id} | ${gate.title} | ${gate.acknowledgeable ? 'yes' : 'no'} |`),
].join('\n');
const text = readFileSync(FILE, 'utf8');
writeFileSync(FILE, section(section(text, 'faults', matrixTable(rows, samba)), 'gates', gates));

function section(document: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const [from, to] = [document.indexOf(start), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${FILE} has no section ${name}`);
  return `${document.slice(0, from + start.length)}\n${content}\n${document.slice(to)}`;
}
