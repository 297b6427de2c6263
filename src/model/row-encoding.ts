/**
 * Turns a row into bytes so that two rows are alike exactly when their bytes are: each value carries its type, numbers
 * are exact, text is its UTF-16 units (so case, accents, trailing spaces and lone surrogates all count, whatever the
 * database's collation says), GUIDs are upper case, and NULL differs from everything else.
 */
import type { SqlType, TableSpec } from './schema/types.ts';
import type { Row, SqlValue } from './value.ts';

const TAG = { null: 0, number: 1, bigint: 2, false: 3, true: 4, text: 5, bytes: 6 } as const;
/** Tag and length in front of text and bytes. */
const HEADER_BYTES = 5;
/** Enough for most rows; there are encoders that see only a few. */
const FIRST_BYTES = 1024;

interface EncodedColumn {
  readonly name: string;
  readonly guid: boolean;
}

/** Encodes rows of one table, column by column in the order of its specification. Not re-entrant: the result is reused. */
export class RowEncoder {
  readonly #columns: readonly EncodedColumn[];
  readonly #leading: number;
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  /** Bytes that the leading columns of the last row took. */
  leadingBytes = 0;

  /**
   * @param names the columns to encode; all of the table's unless given
   * @param leading how many of them `leadingBytes` tells of
   */
  constructor(spec: TableSpec, names: readonly string[] = spec.columns.map((column) => column.name), leading = 0) {
    this.#leading = leading;
    const types = new Map<string, SqlType>(spec.columns.map((column) => [column.name, column.type]));
    this.#columns = names.map((name) => ({ name, guid: types.get(name) === 'uniqueidentifier' }));
  }

  /** The bytes of the row; valid until the next call. */
  encode(row: Row): Buffer {
    let at = 0;
    for (let index = 0; index < this.#columns.length; index++) {
      const { name, guid } = this.#columns[index] as EncodedColumn;
      at = this.#put(canonical(row[name] ?? null, guid), at);
      if (index + 1 === this.#leading) this.leadingBytes = at;
    }
    return this.#buffer.subarray(0, at);
  }

  /** The bytes of a row given as values, in the order of the columns; valid until the next call. */
  encodeValues(values: readonly SqlValue[]): Buffer {
    let at = 0;
    for (let index = 0; index < this.#columns.length; index++) {
      at = this.#put(canonical(values[index] ?? null, this.#columns[index]?.guid === true), at);
    }
    return this.#buffer.subarray(0, at);
  }

  #put(value: SqlValue, start: number): number {
    let at = start;
    this.#reserve(at + room(value));
    const buffer = this.#buffer;
    if (value === null) {
      buffer[at++] = TAG.null;
    } else if (typeof value === 'number') {
      buffer[at++] = TAG.number;
      at = buffer.writeDoubleLE(value, at);
    } else if (typeof value === 'bigint') {
      buffer[at++] = TAG.bigint;
      at = buffer.writeBigInt64LE(value, at);
    } else if (typeof value === 'boolean') {
      buffer[at++] = value ? TAG.true : TAG.false;
    } else if (typeof value === 'string') {
      buffer[at++] = TAG.text;
      at = buffer.writeUInt32LE(value.length, at);
      at += buffer.write(value, at, 'utf16le');
    } else {
      buffer[at++] = TAG.bytes;
      at = buffer.writeUInt32LE(value.length, at);
      buffer.set(value, at);
      at += value.length;
    }
    return at;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(bytes, this.#buffer.length * 2));
    this.#buffer.copy(grown);
    this.#buffer = grown;
  }
}

/** True when both hold the same value by the same rules as the encoding. */
function sameValue(type: SqlType, left: SqlValue, right: SqlValue): boolean {
  const guid = type === 'uniqueidentifier';
  const a = canonical(left, guid);
  const b = canonical(right, guid);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
}

/** Names of the columns in which two rows of one table are not alike. */
export function unlikeColumns(spec: TableSpec, expected: Row, actual: Row): string[] {
  return spec.columns
    .filter(({ name, type }) => !sameValue(type, expected[name] ?? null, actual[name] ?? null))
    .map(({ name }) => name);
}

function canonical(value: SqlValue, guid: boolean): SqlValue {
  return guid && typeof value === 'string' ? value.toUpperCase() : value;
}

function room(value: SqlValue): number {
  if (typeof value === 'string') return HEADER_BYTES + value.length * 2;
  if (value instanceof Uint8Array) return HEADER_BYTES + value.length;
  return 1 + 8;
}
