import { describe, expect, it } from 'vitest';
import { currentSpec } from '#src/load/current-spec.ts';
import { sideBySide, tableWaves } from '#src/load/table-waves.ts';
import type { PlannedTable, TablePlan } from '#src/model/plan.ts';

const plan = (table: PlannedTable): TablePlan => ({
  table,
  phase: 'structure',
  planned: () => [],
  plannedRows: 0,
  passThrough: null,
  owns: () => true,
  replaces: () => false,
});

describe('tables side by side', () => {
  it('come after everything that their foreign keys point to', () => {
    const names: PlannedTable[] = [
      'tblSiopWhiteList',
      'tblPrincipal',
      'tblPrincipalAffiliations',
      'tblNode',
      'tblScopePrincipal',
      'tblPrincipalRole',
      'tblLastInviteId',
    ];
    const waves = tableWaves(names.map(plan)).map((wave) => wave.map(({ table }) => table as string));
    expect(waves.flat().toSorted()).toEqual([...names].toSorted());
    waves.forEach((wave, at) => {
      const earlier = waves.slice(0, at).flat();
      for (const name of wave) {
        const needed = currentSpec(name).foreignKeys.map((key) => key.table as PlannedTable);
        for (const other of needed) if (other !== name && names.includes(other)) expect(earlier).toContain(other);
      }
    });
    expect(waves.length).toBeLessThan(names.length);
  });

  it('are as many at once as there are streams, and none begins after one has failed', async () => {
    const begun: number[] = [];
    const waits: (() => void)[] = [];
    let told = 0;
    const running = sideBySide(
      [1, 2, 3, 4],
      2,
      async (item) => {
        begun.push(item);
        await new Promise<void>((resolve) => waits.push(resolve));
        if (item === 2) throw new Error('the second');
      },
      () => {
        told += 1;
      },
    );
    expect(begun).toEqual([1, 2]);
    waits[1]?.();
    await Promise.resolve();
    await Promise.resolve();
    waits[0]?.();
    await expect(running).rejects.toThrow('the second');
    expect(begun).toEqual([1, 2]);
    expect(told).toBe(1);
  });
});
