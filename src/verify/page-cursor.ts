/** A stream of pages seen as single items, one at a time, with a look at the next. At most a page is held. */
export class PageCursor<T> implements AsyncDisposable {
  readonly #pages: AsyncIterator<readonly T[]>;
  #page: readonly T[] = [];
  #at = 0;

  constructor(pages: AsyncIterable<readonly T[]>) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** The next item within reach without waiting; null when `more` must be awaited first. */
  peek(): T | null {
    return this.#page[this.#at] ?? null;
  }

  skip(): void {
    this.#at++;
  }

  /** Fetches until there is an item to peek at; false at the end. */
  async more(): Promise<boolean> {
    while (this.#at >= this.#page.length) {
      const next = await this.#pages.next();
      if (next.done === true) return false;
      this.#page = next.value;
      this.#at = 0;
    }
    return true;
  }

  /** The next item, fetched where it is not within reach; it is the next one until it is skipped. Null at the end. */
  async ahead(): Promise<T | null> {
    return (await this.more()) ? this.peek() : null;
  }

  /** What has not been fetched is not fetched any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pages.return?.();
  }
}
