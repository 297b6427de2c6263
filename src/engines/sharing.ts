/**
 * What several ports of one command have in common, such as a pool of connections or what a database's catalogue says: the
 * first one that asks makes it, the last one that lets go ends it. A failure is kept for nobody but those who wait for it.
 */
import type { Opened } from '#src/model/opened.ts';

interface Shared {
  readonly opening: Promise<Opened<unknown>>;
  users: number;
}

export class Sharing {
  readonly #shared = new WeakMap<object, Map<string, Shared>>();

  /**
   * @param owner whose it is, e.g. the address of a database as the configuration holds it: no two equal ones are one
   * @param kind what of it; always names the same type
   */
  async use<T>(owner: object, kind: string, open: () => Promise<Opened<T>>): Promise<Opened<T>> {
    const kinds = this.#shared.get(owner) ?? new Map<string, Shared>();
    this.#shared.set(owner, kinds);
    const shared = kinds.get(kind) ?? { opening: open(), users: 0 };
    kinds.set(kind, shared);
    shared.users += 1;
    let used = true;
    const leave = (): boolean => {
      if (!used) return false;
      used = false;
      shared.users -= 1;
      if (shared.users > 0) return false;
      if (kinds.get(kind) === shared) kinds.delete(kind);
      return true;
    };
    try {
      const opened = (await shared.opening) as Opened<T>;
      return {
        port: opened.port,
        close: async () => {
          if (leave()) await opened.close();
        },
      };
    } catch (error) {
      // Whoever asks from now on tries anew.
      if (kinds.get(kind) === shared) kinds.delete(kind);
      throw error;
    }
  }
}
