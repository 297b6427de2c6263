/** A stream of message pages seen as single messages, one at a time, with a look at the next. */
import type { CurrentMessage } from '#src/model/messages.ts';
import { prefetched } from '#src/model/prefetched.ts';

export class MessageCursor implements AsyncDisposable {
  readonly #pages: AsyncIterator<readonly CurrentMessage[]>;
  #page: readonly CurrentMessage[] = [];
  #at = 0;

  constructor(pages: AsyncIterable<readonly CurrentMessage[]>) {
    this.#pages = prefetched(pages)[Symbol.asyncIterator]();
  }

  /** The next message within reach without waiting; null when `more` must be awaited first. */
  peek(): CurrentMessage | null {
    return this.#page[this.#at] ?? null;
  }

  skip(): void {
    this.#at++;
  }

  /** Fetches until there is a message to peek at; false at the end. */
  async more(): Promise<boolean> {
    while (this.#at >= this.#page.length) {
      const next = await this.#pages.next();
      if (next.done === true) return false;
      this.#page = next.value;
      this.#at = 0;
    }
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pages.return?.();
  }
}
