/** Works on items as they come, several at once. */
import PQueue from 'p-queue';

/** The first failure ends the work: what has not begun does not begin. */
export async function inParallel<T>(
  items: Iterable<T> | AsyncIterable<T>,
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = new PQueue({ concurrency });
  let failure: { readonly error: unknown } | null = null;
  const failed = (error: unknown): void => {
    failure ??= { error };
    queue.clear();
  };
  try {
    for await (const item of items) {
      if (failure !== null) break;
      // Waiting here keeps the queue short: tens of thousands of items need not be tasks at once.
      await queue.onSizeLessThan(concurrency);
      void queue.add(() => work(item)).catch(failed);
    }
  } catch (error) {
    failed(error);
  }
  await queue.onIdle();
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
}
