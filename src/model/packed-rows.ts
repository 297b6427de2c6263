/**
 * Rows as compressed columns, outside the heap that the collector walks: 150,000 principals take less than 12 MB. What
 * goes in comes out: every value of `SqlValue`, text unit by unit, lone surrogates too. A row that is
 * taken out is made anew each time. To go through all rows in order is cheap, the cheaper the fewer columns; to pick
 * single rows far apart is not.
 */
import { ByteSlabs } from './byte-slabs.ts';
import { PackedColumns } from './packed-columns.ts';
import type { RowList } from './row-list.ts';
import type { SqlValue } from './value.ts';

/** Rows that are compressed together. Twice as many would take a few parts in a hundred less, and lie open at once. */
const BLOCK_BITS = 9;
const BLOCK_ROWS = 2 ** BLOCK_BITS;
/** Blocks that stay open for whoever picks rows by their places: as many may do so side by side, each in order. */
const OPEN_BLOCKS = 2;

type Columns = readonly (readonly SqlValue[])[];

interface OpenBlock {
  readonly block: number;
  readonly columns: Columns;
}

export class PackedRows<T extends object> implements RowList<T> {
  readonly #names: readonly (keyof T & string)[];
  readonly #slabs = new ByteSlabs();
  readonly #blocks: PackedColumns[] = [];
  /** Columns of the rows that do not fill a block yet. */
  #last: SqlValue[][];
  #length = 0;
  /** The latest first. */
  #open: readonly OpenBlock[] = [];
  /** Null until a row is asked for by its place. */
  #empty: object | null = null;

  /** @param names every column, in the order that the rows shall have */
  constructor(names: readonly (keyof T & string)[]) {
    this.#names = names;
    this.#last = names.map(() => []);
  }

  static of<T extends object>(names: readonly (keyof T & string)[], rows: Iterable<T>): PackedRows<T> {
    const packed = new PackedRows<T>(names);
    for (const row of rows) packed.push(row);
    return packed;
  }

  get length(): number {
    return this.#length;
  }

  push(row: T): void {
    const values = row as Readonly<Record<string, SqlValue>>;
    for (const [place, name] of this.#names.entries()) this.#last[place]?.push(values[name] ?? null);
    this.#length += 1;
    if (this.#length % BLOCK_ROWS !== 0) return;
    this.#blocks.push(new PackedColumns(this.#last, this.#slabs.keep));
    // Not emptied: somebody may be reading them.
    this.#last = this.#names.map(() => []);
  }

  at(index: number): T | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    this.#empty ??= emptyRow(this.#names);
    return filled(this.#empty, this.#names, this.#opened(index >>> BLOCK_BITS), index % BLOCK_ROWS) as T;
  }

  [Symbol.iterator](): Generator<T> {
    return this.#read(this.#names) as Generator<T>;
  }

  readonly only = <K extends keyof T & string>(...names: K[]): Iterable<Pick<T, K>> => {
    return { [Symbol.iterator]: () => this.#read(names) };
  };

  *#read<K extends keyof T & string>(names: readonly K[]): Generator<Pick<T, K>> {
    const empty = emptyRow(names);
    const places = names.map((name) => this.#names.indexOf(name));
    for (let from = 0; from < this.#length; from += BLOCK_ROWS) {
      const block = from >>> BLOCK_BITS;
      const columns = places.map((place) => this.#column(block, place));
      for (let row = 0; row < BLOCK_ROWS && from + row < this.#length; row++) {
        yield filled(empty, names, columns, row) as Pick<T, K>;
      }
    }
  }

  #column(block: number, place: number): readonly SqlValue[] {
    return this.#blocks[block]?.column(place) ?? (this.#last[place] as readonly SqlValue[]);
  }

  #opened(block: number): Columns {
    if (block === this.#blocks.length) return this.#last;
    const [latest] = this.#open;
    if (latest?.block === block) return latest.columns;
    const known = this.#open.find((open) => open.block === block);
    const found = known ?? { block, columns: this.#names.map((_, place) => this.#column(block, place)) };
    const others = this.#open.filter((open) => open !== found);
    this.#open = [found, ...others.slice(0, OPEN_BLOCKS - 1)];
    return found.columns;
  }
}

/** A row's values in a copy of the empty row. */
function filled(empty: object, names: readonly string[], columns: Columns, at: number): object {
  const row: Record<string, SqlValue> = { ...empty };
  for (let place = 0; place < names.length; place++) {
    const value = columns[place]?.[at] ?? null;
    // Whoever gets bytes may change them.
    row[names[place] as string] = value instanceof Uint8Array ? value.slice() : value;
  }
  return row;
}

/** All rows are copies of one that the parser made: an object that is filled name by name becomes a hash table. */
function emptyRow(names: readonly string[]): object {
  return JSON.parse(JSON.stringify(Object.fromEntries(names.map((name) => [name, null])))) as object;
}
