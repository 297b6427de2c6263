/** The same items, with the next one already asked for while the last one is being worked on: one page ahead, no more. */
export async function* prefetched<T>(items: AsyncIterable<T>): AsyncIterable<T> {
  const iterator = items[Symbol.asyncIterator]();
  let next = ask(iterator);
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      next = ask(iterator);
      yield result.value;
    }
  } finally {
    // The page asked for in advance may still be on its way, or may have failed: neither concerns a consumer that left.
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}

function ask<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> {
  const next = iterator.next();
  // A failure is thrown where it is awaited; until then it must not count as unhandled.
  next.catch(() => undefined);
  return next;
}
