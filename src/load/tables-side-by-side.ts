/**
 * Loads tables that do not point to each other side by side: each begins when all that its foreign keys point to have
 * ended. Small tables take as long as the server takes to answer; several streams let it answer one while the next rows
 * are made.
 */
import type { TablePlan } from '#src/model/plan.ts';
import { currentSpec } from './current-spec.ts';

/**
 * @param tables in an order that satisfies the foreign keys; with one stream they are loaded in that order
 * @param fail told of the first failure, so that the others end at their next boundary
 * @throws the first failure, once all have ended
 */
export async function sideBySide(
  tables: readonly TablePlan[],
  streams: number,
  load: (table: TablePlan) => Promise<unknown>,
  fail: () => void,
): Promise<void> {
  const left = [...tables];
  const unfinished = new Set<string>(tables.map(({ table }) => table));
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  const isReady = ({ table }: TablePlan) =>
    currentSpec(table).foreignKeys.every((key) => key.table === table || !unfinished.has(key.table));
  const begin = (table: TablePlan) => {
    const loading = load(table)
      .catch((error: unknown) => {
        failure ??= { error };
        fail();
      })
      .then(() => {
        unfinished.delete(table.table);
        running.delete(loading);
      });
    running.add(loading);
  };
  while (left.length > 0 && failure === null) {
    const at = running.size < Math.max(1, streams) ? left.findIndex(isReady) : -1;
    const [next] = at < 0 ? [] : left.splice(at, 1);
    if (next !== undefined) begin(next);
    else if (running.size > 0) await Promise.race(running);
    else throw new Error(`${left[0]?.table} waits for a table that waits for it`);
  }
  await Promise.all(running);
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
}
