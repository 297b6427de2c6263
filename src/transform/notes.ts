/** What happened to one item on its way, in words, for the list of changes. */
export class Notes {
  readonly #notes = new Map<number | string, string[]>();

  add(id: number | string, note: string): void {
    const notes = this.#notes.get(id);
    if (notes === undefined) this.#notes.set(id, [note]);
    else notes.push(note);
  }

  of(id: number | string): readonly string[] {
    return this.#notes.get(id) ?? NONE;
  }
}

const NONE: readonly string[] = [];
