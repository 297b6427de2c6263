/**
 * Rows as bytes, outside the heap that the collector walks: 150,000 principals take a third of what they take as objects.
 * What goes in comes out: every value of `SqlValue`, text unit by unit, lone surrogates too. A row that is taken out is
 * made anew each time.
 */
import { GrowingInts } from './growing-ints.ts';
import type { RowList } from './row-list.ts';
import { SharedEnds } from './shared-ends.ts';
import type { SqlValue } from './value.ts';

const TAG = {
  null: 0,
  false: 1,
  true: 2,
  int: 3,
  double: 4,
  bigint: 5,
  smallBigint: 6,
  guid: 7,
  /** A number that fits one. */
  byte: 8,
  date: 9,
  /** The end of a text further ahead in the row. */
  again: 10,
  /** A few characters, then a text further ahead in the row. */
  headed: 11,
  /** A shared end, then the text before it. */
  ended: 12,
  latin: 13,
  text: 14,
  bytes: 15,
} as const;
/** A chunk holds many rows, and the last one wastes little. */
const CHUNK_BYTES = 256 * 1024;
/** Tag, then a number, or the place of an end, another tag and a length. */
const HEADER_BYTES = 9;
const GUID_BYTES = 16;
/** As databases show one. Written otherwise it is a text like any other. */
const GUID = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;
const GUID_UNITS = 36;
/** As the product writes one: eight digits of the day, nine of the time. */
const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;
const DATE_UNITS = 23;
const DATE_BYTES = 8;
/** Where a text was put, in two bytes; how much of it is left out, or stands before it, in one. */
const FAR_BYTES = 0xffff;
/** A shorter text saves nothing. */
const SHORTEST_UNITS = 5;
/** A length of more bytes than this stands in four bytes behind it. */
const LONG = 0xff;
const INT_MIN = -(2n ** 31n);
const INT_MAX = 2n ** 31n - 1n;
/** One byte a character is not enough for it. */
const WIDE = /[\u0100-\uffff]/;

export class PackedRows<T extends object> implements RowList<T> {
  readonly #names: readonly string[];
  readonly #ends: SharedEnds | null;
  readonly #chunks: Buffer[] = [];
  /** Row number that each chunk begins with. */
  readonly #firsts: number[] = [];
  /** Where in its chunk each row begins. */
  readonly #starts = new GrowingInts();
  /** Bytes of the last chunk in use. */
  #used = 0;
  /** Where reading has come to; each row is read to its end before another one is. */
  #at = 0;
  /** Texts of the row that is being put; an address, a name and a path say much the same. */
  readonly #texts: PutText[] = [];
  /** Null until a row is asked for by its place. */
  #empty: object | null = null;

  /**
   * @param names every column, in the order that the rows shall have
   * @param ends for rows that stay: less memory for texts that end alike or say the same, and more work
   */
  constructor(names: readonly (keyof T & string)[], ends: 'shared ends' | null = null) {
    this.#names = names;
    this.#ends = ends === null ? null : new SharedEnds();
  }

  static of<T extends object>(names: readonly (keyof T & string)[], rows: Iterable<T>): PackedRows<T> {
    const packed = new PackedRows<T>(names);
    for (const row of rows) packed.push(row);
    return packed;
  }

  get length(): number {
    return this.#starts.length;
  }

  push(row: T): void {
    const values = row as Readonly<Record<string, SqlValue>>;
    let most = 0;
    for (const name of this.#names) most += room(values[name] ?? null);
    const chunk = this.#chunkFor(most);
    this.#starts.push(this.#used);
    this.#texts.length = 0;
    for (const name of this.#names) this.#used = put(chunk, this.#used, values[name] ?? null, this.#ends, this.#texts);
  }

  at(index: number): T | undefined {
    if (index < 0 || index >= this.length) return undefined;
    this.#empty ??= emptyRow(this.#names);
    return this.#read(index, this.#empty, null) as T;
  }

  *[Symbol.iterator](): Generator<T> {
    const empty = emptyRow(this.#names);
    for (let index = 0; index < this.length; index++) yield this.#read(index, empty, null) as T;
  }

  readonly only = <K extends keyof T & string>(...names: K[]): Iterable<Pick<T, K>> => {
    return { [Symbol.iterator]: () => this.#columns(names) };
  };

  /** @param names of columns */
  *#columns<K extends keyof T & string>(names: readonly K[]): Generator<Pick<T, K>> {
    const empty = emptyRow(names);
    const wanted = new Set<string>(names);
    for (let index = 0; index < this.length; index++) yield this.#read(index, empty, wanted) as Pick<T, K>;
  }

  #chunkFor(bytes: number): Buffer {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.length - this.#used >= bytes) return last;
    const chunk = Buffer.allocUnsafeSlow(Math.max(bytes, CHUNK_BYTES));
    this.#chunks.push(chunk);
    this.#firsts.push(this.length);
    this.#used = 0;
    return chunk;
  }

  #read(index: number, empty: object, wanted: ReadonlySet<string> | null): object {
    const row: Record<string, SqlValue> = { ...empty };
    const chunk = this.#chunks[this.#chunkOf(index)] as Buffer;
    this.#at = this.#starts.at(index);
    let left = wanted?.size ?? this.#names.length;
    for (const name of this.#names) {
      if (wanted !== null && !wanted.has(name)) {
        this.#skip(chunk);
        continue;
      }
      row[name] = this.#value(chunk);
      left -= 1;
      if (left === 0) break;
    }
    return row;
  }

  #chunkOf(index: number): number {
    let low = 0;
    let high = this.#firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#firsts[middle] as number) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #value(chunk: Buffer): SqlValue {
    const tag = chunk[this.#at++];
    const at = this.#at;
    switch (tag) {
      case TAG.null:
        return null;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.int:
        this.#at += 4;
        return chunk.readInt32LE(at);
      case TAG.double:
        this.#at += 8;
        return chunk.readDoubleLE(at);
      case TAG.bigint:
        this.#at += 8;
        return chunk.readBigInt64LE(at);
      case TAG.smallBigint:
        this.#at += 4;
        return BigInt(chunk.readInt32LE(at));
      case TAG.guid:
        this.#at += GUID_BYTES;
        return guidOf(chunk.toString('hex', at, this.#at));
      case TAG.byte:
        this.#at += 1;
        return chunk[at] as number;
      case TAG.date:
        this.#at += DATE_BYTES;
        return dateOf(chunk.readUInt32LE(at), chunk.readUInt32LE(at + 4));
      case TAG.again: {
        const cut = chunk[at + 2] as number;
        const text = this.#textAt(chunk, at - 1 - chunk.readUInt16LE(at));
        this.#at = at + 3;
        return text.slice(cut);
      }
      case TAG.headed: {
        const from = at + 3;
        const to = from + (chunk[at + 2] as number);
        const text = this.#textAt(chunk, at - 1 - chunk.readUInt16LE(at));
        this.#at = to;
        return chunk.toString('latin1', from, to) + text;
      }
      case TAG.ended: {
        this.#at += 2;
        const end = (this.#ends as SharedEnds).at(chunk.readUInt16LE(at));
        return `${this.#value(chunk)}${end}`;
      }
      default: {
        const bytes = this.#length(chunk);
        const from = this.#at;
        this.#at += bytes;
        if (tag === TAG.latin) return chunk.toString('latin1', from, this.#at);
        if (tag === TAG.text) return chunk.toString('utf16le', from, this.#at);
        return new Uint8Array(chunk.subarray(from, this.#at));
      }
    }
  }

  #textAt(chunk: Buffer, at: number): string {
    this.#at = at;
    return this.#value(chunk) as string;
  }

  #skip(chunk: Buffer): void {
    const tag = chunk[this.#at++] as number;
    if (tag <= TAG.true) return;
    if (tag === TAG.ended) {
      this.#at += 2;
      this.#skip(chunk);
    } else if (tag === TAG.headed) {
      this.#at += 3 + (chunk[this.#at + 2] as number);
    } else if (tag >= TAG.latin) {
      const bytes = this.#length(chunk);
      this.#at += bytes;
    } else {
      this.#at += FIXED_BYTES[tag] as number;
    }
  }

  #length(chunk: Buffer): number {
    const short = chunk[this.#at++] as number;
    if (short < LONG) return short;
    this.#at += 4;
    return chunk.readUInt32LE(this.#at - 4);
  }
}

/** Tag → bytes behind it. */
const FIXED_BYTES: Readonly<Record<number, number>> = {
  [TAG.int]: 4,
  [TAG.smallBigint]: 4,
  [TAG.double]: 8,
  [TAG.bigint]: 8,
  [TAG.guid]: GUID_BYTES,
  [TAG.byte]: 1,
  [TAG.date]: DATE_BYTES,
  [TAG.again]: 3,
};

interface PutText {
  readonly text: string;
  readonly at: number;
}

function put(chunk: Buffer, start: number, value: SqlValue, ends: SharedEnds | null, texts: PutText[]): number {
  let at = start;
  if (value === null) {
    chunk[at++] = TAG.null;
  } else if (typeof value === 'boolean') {
    chunk[at++] = value ? TAG.true : TAG.false;
  } else if (typeof value === 'bigint') {
    const isSmall = value >= INT_MIN && value <= INT_MAX;
    chunk[at++] = isSmall ? TAG.smallBigint : TAG.bigint;
    at = isSmall ? chunk.writeInt32LE(Number(value), at) : chunk.writeBigInt64LE(value, at);
  } else if (typeof value === 'number') {
    // A negative zero is no int.
    const isInt = Object.is(value | 0, value);
    if (isInt && value >= 0 && value <= 0xff) {
      chunk[at++] = TAG.byte;
      chunk[at++] = value;
    } else {
      chunk[at++] = isInt ? TAG.int : TAG.double;
      at = isInt ? chunk.writeInt32LE(value, at) : chunk.writeDoubleLE(value, at);
    }
  } else if (typeof value === 'string') {
    at = putText(chunk, at, value, ends, texts);
    if (ends !== null && value.length >= SHORTEST_UNITS) texts.push({ text: value, at: start });
  } else {
    chunk[at++] = TAG.bytes;
    at = putLength(chunk, at, value.length);
    chunk.set(value, at);
    at += value.length;
  }
  return at;
}

function putText(
  chunk: Buffer,
  start: number,
  value: string,
  ends: SharedEnds | null,
  texts: readonly PutText[],
): number {
  let at = start;
  if (value.length === GUID_UNITS && GUID.test(value)) {
    chunk[at++] = TAG.guid;
    return at + chunk.write(value.replaceAll('-', ''), at, 'hex');
  }
  if (value.length === DATE_UNITS && DATE.test(value)) {
    const digits = value.replace(/\D/g, '');
    chunk[at++] = TAG.date;
    at = chunk.writeUInt32LE(Number(digits.slice(0, 8)), at);
    return chunk.writeUInt32LE(Number(digits.slice(8)), at);
  }
  const whole = putAgain(chunk, at, value, texts);
  if (whole !== null) return whole;
  let text = value;
  const cut = ends === null ? -1 : ends.cut(value);
  const end = cut < 0 ? null : (ends as SharedEnds).placeOf(value.slice(cut));
  if (end !== null) {
    text = value.slice(0, cut);
    chunk[at++] = TAG.ended;
    at = chunk.writeUInt16LE(end, at);
    const again = putAgain(chunk, at, text, texts);
    if (again !== null) return again;
  }
  const latin = !WIDE.test(text);
  chunk[at++] = latin ? TAG.latin : TAG.text;
  at = putLength(chunk, at, latin ? text.length : text.length * 2);
  return at + chunk.write(text, at, latin ? 'latin1' : 'utf16le');
}

/** Null where no text that was put before it is a part of it, or it a part of one. */
function putAgain(chunk: Buffer, at: number, text: string, texts: readonly PutText[]): number | null {
  if (text.length < SHORTEST_UNITS) return null;
  for (const before of texts) {
    const more = before.text.length - text.length;
    if (at - before.at > FAR_BYTES || Math.abs(more) > 0xff) continue;
    if (more >= 0 ? !before.text.endsWith(text) : !text.endsWith(before.text)) continue;
    if (more < 0 && WIDE.test(text.slice(0, -more))) continue;
    chunk[at] = more >= 0 ? TAG.again : TAG.headed;
    chunk.writeUInt16LE(at - before.at, at + 1);
    chunk[at + 3] = Math.abs(more);
    return at + 4 + (more >= 0 ? 0 : chunk.write(text.slice(0, -more), at + 4, 'latin1'));
  }
  return null;
}

function putLength(chunk: Buffer, start: number, bytes: number): number {
  chunk[start] = Math.min(bytes, LONG);
  return bytes < LONG ? start + 1 : chunk.writeUInt32LE(bytes, start + 1);
}

/** @param hex 32 digits */
function guidOf(hex: string): string {
  const digits = hex.toUpperCase();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/** @param day eight digits; @param time nine digits */
function dateOf(day: number, time: number): string {
  const d = String(day).padStart(8, '0');
  const t = String(time).padStart(9, '0');
  return `${d.slice(0, 4)}-${d.slice(4, 6)}-${d.slice(6)} ${t.slice(0, 2)}:${t.slice(2, 4)}:${t.slice(4, 6)}.${t.slice(6)}`;
}

/** Bytes that a value takes at most. */
function room(value: SqlValue): number {
  if (typeof value === 'string') return HEADER_BYTES + value.length * 2;
  return value instanceof Uint8Array ? HEADER_BYTES + value.length : HEADER_BYTES;
}

/** All rows are copies of one that the parser made: an object that is filled name by name becomes a hash table. */
function emptyRow(names: readonly string[]): object {
  return JSON.parse(JSON.stringify(Object.fromEntries(names.map((name) => [name, null])))) as object;
}
