/**
 * Decodes the rows of one answer straight from the bytes of the wire into the product's values, without an object for
 * each value. A row is taken as a whole or not at all. Kinds of columns this module has no form for are left to the
 * driver's own reader, value by value.
 * Source: "Microsoft TDS protocol", data stream formats of the ROW and NBCROW tokens and of TYPE_VARBYTE.
 */
import { NotEnoughDataError } from 'tedious/lib/token/helpers.js';
import { isPLPStream, PLPReader, readValue } from 'tedious/lib/value-parser.js';
import type { SqlValue } from '#src/model/value.ts';
import { ascii, dateText, guidText } from './wire-texts.ts';

export const ROW_TOKEN = 0xd1;
/** A row that begins with a bitmap of its NULLs, which then take no bytes. */
export const NULLS_ROW_TOKEN = 0xd2;

const SHORT_NULL = 0xffff;
const LONG_NULL = 0xffff_ffff;
/** Upper half of the length of a long value whose length is not told, and of one that is NULL. */
const UNTOLD_HALF = 0xffff_ffff;

/** What the driver tells of a column, as far as it is used here. */
export interface WireColumn {
  readonly type: { readonly name: string };
  readonly dataLength?: number | undefined;
}

/** How a column's values stand on the wire. */
type Form =
  | 'int'
  | 'smallint'
  | 'tinyint'
  | 'bigint'
  | 'bit'
  | 'integers'
  | 'bits'
  | 'guid'
  | 'dates'
  | 'datetime'
  | 'smalldatetime'
  | 'wide'
  | 'narrow'
  | 'wideMax'
  | 'driverMax'
  | 'driver';

const FORMS: Readonly<Record<string, Form>> = {
  Int: 'int',
  SmallInt: 'smallint',
  TinyInt: 'tinyint',
  BigInt: 'bigint',
  Bit: 'bit',
  IntN: 'integers',
  BitN: 'bits',
  UniqueIdentifier: 'guid',
  DateTimeN: 'dates',
  DateTime: 'datetime',
  SmallDateTime: 'smalldatetime',
  NVarChar: 'wide',
  NChar: 'wide',
  VarChar: 'narrow',
  Char: 'narrow',
};

/** The driver's parsing options that its own reader wants. */
export type WireOptions = Parameters<typeof readValue>[3];
type WireMetadata = Parameters<typeof readValue>[2];
type WireParser = Parameters<PLPReader['read']>[0];

export class RowValues {
  readonly #columns: readonly WireColumn[];
  readonly #forms: readonly Form[];
  readonly #options: WireOptions;
  /** Where the row ends that was read last; where bytes would have to reach to, when it was not there as a whole. */
  end = 0;
  #bytes: Buffer = Buffer.alloc(0);
  /** Of the same bytes: a Buffer makes a bigint from two halves, which takes ten times as long. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;

  constructor(columns: readonly WireColumn[], options: WireOptions) {
    this.#columns = columns;
    this.#forms = columns.map(formOf);
    this.#options = options;
  }

  /**
   * @param at of the row's token
   * @returns null when the row goes beyond the bytes
   */
  read(bytes: Buffer, at: number): SqlValue[] | null {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.#at = at + 1;
    const count = this.#forms.length;
    const nulls = bytes[at] === NULLS_ROW_TOKEN ? this.#at : -1;
    if (nulls >= 0) this.#at += (count + 7) >> 3;
    const row: SqlValue[] = new Array(count);
    for (let index = 0; index < count; index++) {
      if (nulls >= 0 && isNull(bytes, nulls, index)) {
        row[index] = null;
        continue;
      }
      const value = this.#value(this.#forms[index] as Form, index);
      if (value === undefined) {
        this.end = Math.max(this.#at, bytes.length + 1);
        return null;
      }
      row[index] = value;
    }
    this.end = this.#at;
    if (this.#at <= bytes.length) return row;
    return null;
  }

  /** @returns undefined when it is not there as a whole; `#at` is then where the bytes would have to reach to */
  #value(form: Form, index: number): SqlValue | undefined {
    switch (form) {
      case 'integers':
        return this.#integer(this.#length());
      case 'wide':
        return this.#short(true, index);
      case 'wideMax':
        return this.#long();
      case 'dates':
        return this.#date(this.#length());
      case 'bits':
        return this.#bit(this.#length());
      case 'datetime':
        return this.#date(8);
      case 'smalldatetime':
        return this.#date(4);
      case 'int':
        return this.#integer(4);
      case 'bigint':
        return this.#integer(8);
      case 'smallint':
        return this.#integer(2);
      case 'tinyint':
        return this.#integer(1);
      case 'bit':
        return this.#bit(1);
      case 'guid':
        return this.#guid(this.#length());
      case 'narrow':
        return this.#short(false, index);
      case 'driver':
        return this.#driver(index);
      case 'driverMax':
        return this.#driverLong(index);
    }
  }

  /** Of a value whose length is a byte before it; -1 when not even that is there. */
  #length(): number {
    return this.#bytes[this.#at++] ?? -1;
  }

  /** @returns where the next bytes begin, which are then behind; -1 when they are not all there */
  #skip(length: number): number {
    const from = this.#at;
    this.#at += length;
    return this.#at > this.#bytes.length ? -1 : from;
  }

  #integer(length: number): SqlValue | undefined {
    if (length === 0) return null;
    const from = this.#skip(length);
    if (from < 0 || length < 0) return undefined;
    if (length === 4) return this.#bytes.readInt32LE(from);
    if (length === 8) return this.#view.getBigInt64(from, true);
    return length === 2 ? this.#bytes.readInt16LE(from) : this.#bytes.readUInt8(from);
  }

  #bit(length: number): SqlValue | undefined {
    if (length === 0) return null;
    const from = this.#skip(length);
    return from < 0 || length < 0 ? undefined : this.#bytes[from] !== 0;
  }

  #date(length: number): SqlValue | undefined {
    if (length === 0) return null;
    const from = this.#skip(length);
    return from < 0 || length < 0 ? undefined : dateText(this.#bytes, from, length);
  }

  #guid(length: number): SqlValue | undefined {
    if (length === 0) return null;
    const from = this.#skip(length);
    return from < 0 || length < 0 ? undefined : guidText(this.#bytes, from);
  }

  #short(wide: boolean, index: number): SqlValue | undefined {
    const before = this.#at;
    const length = this.#skip(2) < 0 ? -1 : this.#bytes.readUInt16LE(before);
    if (length === SHORT_NULL) return null;
    const from = length < 0 ? -1 : this.#skip(length);
    if (from < 0) return undefined;
    if (wide) return this.#bytes.toString('utf16le', from, from + length);
    const text = ascii(this.#bytes, from, from + length);
    if (text !== null) return text;
    // Beyond ASCII the bytes are of the collation's code page, which the driver knows.
    this.#at = before;
    return this.#driver(index);
  }

  /** A text without a bound: the length of the whole, then pieces, the last one empty. */
  #long(): SqlValue | undefined {
    const head = this.#skip(8);
    if (head < 0) return undefined;
    const [low, high] = [this.#bytes.readUInt32LE(head), this.#bytes.readUInt32LE(head + 4)];
    if (high === UNTOLD_HALF && low === LONG_NULL) return null;
    // So that a long value is asked for once, and not packet by packet.
    if (high !== UNTOLD_HALF && this.#at + low + 4 > this.#bytes.length) {
      this.#at += low + 4;
      return undefined;
    }
    let text = '';
    for (;;) {
      const told = this.#skip(4);
      if (told < 0) return undefined;
      const length = this.#bytes.readUInt32LE(told);
      if (length === 0) return text;
      const from = this.#skip(length);
      if (from < 0) return undefined;
      if (length % 2 !== 0) return this.#odd(head);
      const piece = this.#bytes.toString('utf16le', from, from + length);
      text = text === '' ? piece : text + piece;
    }
  }

  /** The pieces of a text that one of them cuts in the middle of a UTF-16 unit. */
  #odd(head: number): SqlValue | undefined {
    const pieces: Buffer[] = [];
    this.#at = head + 8;
    for (;;) {
      const told = this.#skip(4);
      if (told < 0) return undefined;
      const length = this.#bytes.readUInt32LE(told);
      if (length === 0) return Buffer.concat(pieces).toString('utf16le');
      const from = this.#skip(length);
      if (from < 0) return undefined;
      pieces.push(this.#bytes.subarray(from, from + length));
    }
  }

  /** Long values that are nearly always NULL here, or no text. */
  #driverLong(index: number): SqlValue | undefined {
    const head = this.#skip(8);
    if (head < 0) return undefined;
    if (this.#bytes.readUInt32LE(head) === LONG_NULL && this.#bytes.readUInt32LE(head + 4) === UNTOLD_HALF) return null;
    return this.#driven(() => {
      const parser = { buffer: this.#bytes, position: head } as WireParser;
      const value = new PLPReader(this.#columns[index] as WireMetadata).read(parser);
      return { value, offset: parser.position };
    });
  }

  #driver(index: number): SqlValue | undefined {
    return this.#driven(() => readValue(this.#bytes, this.#at, this.#columns[index] as WireMetadata, this.#options));
  }

  #driven(read: () => { readonly value: unknown; readonly offset: number }): SqlValue | undefined {
    try {
      const { value, offset } = read();
      this.#at = offset;
      // Bytes are the driver's view of what the next packet overwrites.
      return value instanceof Uint8Array ? Uint8Array.from(value) : (value as SqlValue);
    } catch (error) {
      if (!(error instanceof NotEnoughDataError)) throw error;
      this.#at = error.byteCount;
      return undefined;
    }
  }
}

function formOf(column: WireColumn): Form {
  const { name } = column.type;
  if (isPLPStream(column as WireMetadata)) return name === 'NVarChar' ? 'wideMax' : 'driverMax';
  return FORMS[name] ?? 'driver';
}

function isNull(bytes: Buffer, bitmap: number, index: number): boolean {
  return ((bytes[bitmap + (index >> 3)] ?? 0) & (1 << (index & 7))) !== 0;
}
