import { describe, expect, it } from 'vitest';
import { currentSpec } from '#src/load/current-spec.ts';
import { sideBySide } from '#src/load/tables-side-by-side.ts';
import type { PlannedTable, TablePlan } from '#src/model/plan.ts';

const NAMES: readonly PlannedTable[] = [
  'tblSiopWhiteList',
  'tblPrincipal',
  'tblPrincipalAffiliations',
  'tblNode',
  'tblScopePrincipal',
  'tblPrincipalRole',
  'tblLastInviteId',
];

const plan = (table: PlannedTable): TablePlan => ({
  table,
  phase: 'structure',
  planned: () => [],
  plannedRows: 0,
  passThrough: null,
  owns: () => true,
  replaces: () => false,
});

/** A load whose tables end when they are told to. */
function controlled(streams: number) {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  let told = 0;
  const load = ({ table }: TablePlan) => {
    begun.push(table);
    return new Promise<void>((resolve, reject) =>
      ends.set(table, (error) => (error === undefined ? resolve() : reject(error))),
    );
  };
  const running = sideBySide(NAMES.map(plan), streams, load, () => {
    told += 1;
  });
  running.catch(() => {});
  const end = async (table: PlannedTable, error?: Error) => {
    ends.get(table)?.(error);
    ends.delete(table);
    // Everything that follows from it happens in this turn of the loop.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, running, end, open: () => [...ends.keys()] as PlannedTable[], told: () => told };
}

describe('tables side by side', () => {
  it('begin when all that their foreign keys point to have ended, and no later', async () => {
    const { begun, running, end } = controlled(2);
    expect(begun).toEqual(['tblSiopWhiteList', 'tblPrincipal']);
    await end('tblSiopWhiteList');
    expect(begun.at(-1)).toBe('tblNode');
    await end('tblPrincipal');
    expect(begun.at(-1)).toBe('tblPrincipalAffiliations');
    // Roles need rooms and principals, but no affiliations: these may take as long as they like.
    await end('tblNode');
    await end('tblScopePrincipal');
    expect(begun.at(-1)).toBe('tblPrincipalRole');
    for (const table of ['tblPrincipalRole', 'tblLastInviteId', 'tblPrincipalAffiliations'] as const) await end(table);
    await running;
    expect(begun.toSorted()).toEqual([...NAMES].toSorted());
  });

  it('are as many at once as there are streams, in any order in which they may end', async () => {
    for (const streams of [1, 2, 3, 7]) {
      for (const pick of [0, -1]) {
        const { begun, running, end, open } = controlled(streams);
        const ended = new Set<string>();
        for (let table = open().at(pick); table !== undefined; table = open().at(pick)) {
          expect(open().length).toBeLessThanOrEqual(streams);
          for (const each of open()) {
            const needed = currentSpec(each).foreignKeys.map((key) => key.table as PlannedTable);
            for (const other of needed) if (other !== each && NAMES.includes(other)) expect(ended).toContain(other);
          }
          ended.add(table);
          await end(table);
        }
        await running;
        if (streams === 1) expect(begun).toEqual(NAMES);
        expect(begun.toSorted()).toEqual([...NAMES].toSorted());
      }
    }
  });

  it('do not begin after one has failed, and the failure is told when all have ended', async () => {
    const { begun, running, end, told } = controlled(2);
    let over = false;
    running
      .catch(() => {})
      .finally(() => {
        over = true;
      });
    await end('tblPrincipal', new Error('the second'));
    expect({ begun, told: told(), over }).toEqual({
      begun: ['tblSiopWhiteList', 'tblPrincipal'],
      told: 1,
      over: false,
    });
    await end('tblSiopWhiteList');
    await expect(running).rejects.toThrow('the second');
    expect(begun).toHaveLength(2);
  });
});
