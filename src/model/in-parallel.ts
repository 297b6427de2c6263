/** Works on items as they come, several at once. None is asked for before there is someone to work on it. */

/**
 * Work on the items begins in their order and may end in any. The first failure ends it: what has not begun does not begin.
 * @param concurrency items worked on at once; taken for 1 where it is less
 * @throws the first failure, of the work or of asking for an item, once all that had begun has ended
 */
export async function inParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // A generator lets several ask at once, and answers one after the other.
  const inTurn = eachOf(items);
  let failure: { readonly error: unknown } | null = null;
  const worker = async (): Promise<void> => {
    try {
      for (let next = await inTurn.next(); next.done !== true; next = await inTurn.next()) {
        if (failure !== null) return;
        await work(next.value);
        if (failure !== null) return;
      }
    } catch (error) {
      failure ??= { error };
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
  await inTurn.return();
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
}

async function* eachOf<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void> {
  yield* items;
}
