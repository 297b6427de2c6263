/** Ports that a verb has opened, let go of in reverse order whatever happens. */
import type { Opened } from '#src/model/opened.ts';

/** What a list of openings comes to. */
type Ports<Openings extends readonly Promise<Opened<unknown>>[]> = {
  [At in keyof Openings]: Openings[At] extends Promise<Opened<infer Port>> ? Port : never;
};

export class Resources {
  readonly #opened: Opened<unknown>[] = [];
  #closed = false;

  async open<Port>(opening: Promise<Opened<Port>>): Promise<Port> {
    const opened = await opening;
    this.#opened.push(opened);
    // It came too late: whoever waited for it has given up.
    if (this.#closed) await this.close();
    return opened.port;
  }

  /** All at once. Of what fails, the first in the order of the list is thrown. */
  async openAll<Openings extends readonly Promise<Opened<unknown>>[]>(...openings: Openings): Promise<Ports<Openings>> {
    const opening = openings.map((each) => this.open(each));
    for (const each of opening) each.catch(() => {});
    const ports: unknown[] = [];
    for (const each of opening) ports.push(await each);
    return ports as Ports<Openings>;
  }

  async close(): Promise<void> {
    this.#closed = true;
    // A connection that cannot be closed any more must not hide what the verb has to say.
    for (const opened of this.#opened.splice(0).reverse()) await opened.close().catch(() => {});
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
