import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onSamba } from './directories.ts';
import { onSamba as columnFor, type MatrixRow, rowText } from './fault-matrix.ts';
import {
  BREAKS_OF_THE_WAY_BACK,
  type SambaWorld,
  sambaCell,
  sambaCells,
  sambaWorld,
  struckOnTheWayBack,
} from './samba-matrix.ts';

onSamba('every fault on a real domain controller', (controller) => {
  let world: SambaWorld;
  const rows: MatrixRow[] = [];
  beforeAll(async () => {
    world = await sambaWorld(controller());
  });
  afterAll(() => world?.close());

  it.each(sambaCells().map(({ step, fault }) => [step, fault] as const))(
    '%s: %s: forward and back end in exactly two worlds',
    async (step, fault) => {
      const row = await sambaCell(world, step, fault);
      rows.push(row);
      expect(row.outcome).toMatch(fault.startsWith('killed') ? /^process gone$/ : /./);
      expect(row.forward).toBe('as planned');
      expect(row.back).toMatch(/^as before/);
    },
  );

  // The writes of a way back: endpoint deleted, user reanimated, attributes, group, manager, managed group.
  const writes = [1, 2, 3, 4, 5, 6];
  it.each(writes.flatMap((nth) => BREAKS_OF_THE_WAY_BACK.map((fault) => [nth, fault] as const)))(
    'write %i of the way back: %s: ends as before when it is run again',
    async (nth, fault) => {
      expect(await struckOnTheWayBack(world, nth, fault)).toBe('as before');
    },
  );

  it('is what the run book says of it', () => {
    const printed = readFileSync('docs/cutover.md', 'utf8').split('\n');
    for (const row of rows) {
      const line = printed.find((text) => text.startsWith(`| ${row.step} | ${row.fault} |`)) ?? '';
      const [, step, fault, outcome, forward, back] = line.split('|').map((cell) => cell.trim());
      const standIn = { step, fault, outcome, forward, back } as MatrixRow;
      const only = line.endsWith('| only there |');
      expect(line).toBe(`${rowText(only ? row : standIn)} ${columnFor(only ? undefined : standIn, row)} |`);
    }
  });
});
