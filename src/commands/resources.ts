/** Ports that a verb has opened, let go of in reverse order whatever happens. */
import type { Opened } from '#src/model/opened.ts';

export class Resources {
  readonly #opened: Opened<unknown>[] = [];

  async open<Port>(opening: Promise<Opened<Port>>): Promise<Port> {
    const opened = await opening;
    this.#opened.push(opened);
    return opened.port;
  }

  async close(): Promise<void> {
    // A connection that cannot be closed any more must not hide what the verb has to say.
    for (const opened of this.#opened.reverse()) await opened.close().catch(() => {});
    this.#opened.length = 0;
  }
}

export async function withResources<R>(work: (resources: Resources) => Promise<R>): Promise<R> {
  const resources = new Resources();
  try {
    return await work(resources);
  } finally {
    await resources.close();
  }
}
