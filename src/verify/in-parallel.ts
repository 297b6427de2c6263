/** Works on items as they come, several at once. None is asked for before there is someone to work on it. */

/** The first failure ends the work: what has not begun does not begin. */
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
