/**
 * Groups tables that may be loaded side by side: a table comes in the first wave after all that its foreign keys point
 * to. Small tables take as long as the server takes to answer; several streams let it answer one while the next rows are
 * made.
 */
import type { TablePlan } from '#src/model/plan.ts';
import { currentSpec } from './current-spec.ts';

/** @param tables in an order that satisfies the foreign keys; the order is kept within a wave */
export function tableWaves(tables: readonly TablePlan[]): TablePlan[][] {
  const waveOf = new Map<string, number>();
  const waves: TablePlan[][] = [];
  for (const table of tables) {
    const pointedTo = currentSpec(table.table).foreignKeys.filter((key) => key.table !== table.table);
    const wave = Math.max(-1, ...pointedTo.map((key) => waveOf.get(key.table) ?? -1)) + 1;
    waveOf.set(table.table, wave);
    waves[wave] = [...(waves[wave] ?? []), table];
  }
  return waves;
}

/**
 * Runs `load` for every item, at most `streams` at once.
 * @param fail told of the first failure, so that the others end at their next boundary
 * @throws the first failure, once all have ended
 */
export async function sideBySide<T>(
  items: readonly T[],
  streams: number,
  load: (item: T) => Promise<unknown>,
  fail: () => void,
): Promise<void> {
  const left = [...items];
  let failure: { readonly error: unknown } | null = null;
  const stream = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined && failure === null; item = left.shift()) {
      try {
        await load(item);
      } catch (error) {
        failure ??= { error };
        fail();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(streams, items.length)) }, stream));
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
}
