/**
 * Writers of one process take turns per file. SQLite waits for a lock by blocking the thread, and the transaction that
 * holds it could never finish on a blocked thread.
 */
const tails = new Map<string, Promise<void>>();

/** Runs `work` when every earlier writer of any of `files` is done. Files are taken in one order, so that none waits in a circle. */
export async function inTurn<R>(files: readonly string[], work: () => Promise<R>): Promise<R> {
  const [first, ...rest] = [...new Set(files)].sort();
  if (first === undefined) return work();
  const before = tails.get(first) ?? Promise.resolve();
  let finish: () => void = () => {};
  const mine = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const tail = before.then(() => mine);
  tails.set(first, tail);
  await before;
  try {
    return await inTurn(rest, work);
  } finally {
    finish();
    if (tails.get(first) === tail) tails.delete(first);
  }
}
