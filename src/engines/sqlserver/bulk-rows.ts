/**
 * Rows as a bulk load sends them: written once into buffers outside the JavaScript heap, so that a batch of ten thousand
 * rows costs the collector nothing and can be sent a second time after a broken connection. A row that holds a value this module has no form for is left to the driver.
 * Source: "Microsoft TDS protocol", data stream formats of a ROW token and of TYPE_VARBYTE.
 */
import type { ColumnSpec, SqlType } from '#src/model/schema/types.ts';
import { maxLength } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import { isDatetime, writeDatetime } from './bulk-dates.ts';
import { giveBack, takeSlab } from './slabs.ts';

const ROW_TOKEN = 0xd1;
/** Length of a value whose length is told piece by piece; then one piece, then an empty one. */
const UNTOLD = 0xffff_fffe;
const ALL_ONES = 0xffff_ffff;
const SHORT_NULL = 0xffff;
const GUID_BYTES = 16;
/** What a value takes at most beside its text: length of the whole, of its piece and of the closing piece. */
const OVERHEAD_BYTES = 17;

/** How a column's values are written; `driver` = not here. */
type Form =
  | 'int'
  | 'smallint'
  | 'bigint'
  | 'bit'
  | 'guid'
  | 'datetime'
  | 'wide'
  | 'wideMax'
  | 'narrow'
  | 'narrowMax'
  | 'driver';

/** Several rows in the form of the wire; the first one's token is the driver's to write. */
export class WrittenRows {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** What the driver is given in the place of a row. */
export type BulkPiece = readonly [WrittenRows] | readonly SqlValue[];

export class BulkRows {
  readonly #forms: readonly Form[];
  #pieces: BulkPiece[] = [];
  #slabs: Buffer[] = [];
  #slab: Buffer = EMPTY;
  #at = 0;
  rows = 0;

  constructor(columns: readonly ColumnSpec[]) {
    this.#forms = columns.map((column) => formOf(column.type));
  }

  /** @param values checked to fit their columns, in the order of the columns */
  add(values: readonly SqlValue[]): void {
    const bytes = this.#bytesOf(values);
    if (bytes < 0) {
      this.#close();
      this.#pieces.push(values);
    } else {
      if (this.#at + bytes > this.#slab.length) this.#open(bytes);
      this.#write(values);
    }
    this.rows++;
  }

  /** All that was added, as often as it is asked for. Nothing may be added afterwards. */
  pieces(): readonly BulkPiece[] {
    this.#close();
    return this.#pieces;
  }

  /** Called when nothing of it will be sent any more. */
  release(): void {
    for (const slab of this.#slabs) giveBack(slab);
    this.#slabs = [];
    this.#pieces = [];
    this.#slab = EMPTY;
    this.#at = 0;
    this.rows = 0;
  }

  #open(bytes: number): void {
    this.#close();
    this.#slab = takeSlab(bytes);
    this.#slabs.push(this.#slab);
  }

  #close(): void {
    if (this.#at > 0) this.#pieces.push([new WrittenRows(this.#slab.subarray(0, this.#at))]);
    this.#slab = EMPTY;
    this.#at = 0;
  }

  /** Upper bound of what the row takes; negative when it is one for the driver. */
  #bytesOf(values: readonly SqlValue[]): number {
    let bytes = 1;
    for (let index = 0; index < this.#forms.length; index++) {
      const value = values[index] ?? null;
      const form = this.#forms[index];
      bytes += OVERHEAD_BYTES;
      if (value === null) continue;
      if (form === 'driver') return -1;
      if (typeof value !== 'string') continue;
      if (form === 'datetime' && !isDatetime(value)) return -1;
      if ((form === 'narrow' || form === 'narrowMax') && !isAscii(value)) return -1;
      bytes += value.length * 2;
    }
    return bytes;
  }

  #write(values: readonly SqlValue[]): void {
    const slab = this.#slab;
    let at = this.#at;
    if (at > 0) slab[at++] = ROW_TOKEN;
    for (let index = 0; index < this.#forms.length; index++) {
      at = writeValue(slab, at, this.#forms[index] as Form, values[index] ?? null);
    }
    this.#at = at;
  }
}

const EMPTY = Buffer.alloc(0);

/** Other characters depend on the collation's code page, which the driver knows. */
function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

function formOf(type: SqlType): Form {
  switch (type) {
    case 'int':
    case 'smallint':
    case 'bigint':
    case 'bit':
    case 'datetime':
      return type;
    case 'uniqueidentifier':
      return 'guid';
    case 'datetime2':
    case 'smalldatetime':
    case 'image':
      return 'driver';
    default: {
      const bounded = Number.isFinite(maxLength(type));
      if (type.startsWith('nvarchar')) return bounded ? 'wide' : 'wideMax';
      return bounded ? 'narrow' : 'narrowMax';
    }
  }
}

/** @returns where the next value begins */
function writeValue(slab: Buffer, at: number, form: Form, value: SqlValue): number {
  if (value === null) return writeNull(slab, at, form);
  switch (form) {
    case 'int':
      slab[at] = 4;
      return slab.writeInt32LE(value as number, at + 1);
    case 'smallint':
      slab[at] = 2;
      return slab.writeInt16LE(value as number, at + 1);
    case 'bigint':
      slab[at] = 8;
      viewOf(slab).setBigInt64(at + 1, value as bigint, true);
      return at + 9;
    case 'bit':
      slab[at] = 1;
      slab[at + 1] = value === true ? 1 : 0;
      return at + 2;
    case 'guid':
      slab[at] = GUID_BYTES;
      return at + 1 + slab.write(guidDigits(value as string), at + 1, 'hex');
    case 'datetime':
      return writeDatetime(slab, at, value as string);
    case 'wide':
      return writeShort(slab, at, value as string, 'utf16le', 2);
    case 'narrow':
      return writeShort(slab, at, value as string, 'latin1', 1);
    case 'wideMax':
      return writeLong(slab, at, value as string, 'utf16le', 2);
    case 'narrowMax':
      return writeLong(slab, at, value as string, 'latin1', 1);
    case 'driver':
      throw new Error('a value for the driver came to the encoder');
  }
}

let viewed: Buffer = EMPTY;
let view: DataView = new DataView(new ArrayBuffer(0));

/** A Buffer writes a bigint in two halves, which takes thirty times as long. */
function viewOf(slab: Buffer): DataView {
  if (viewed !== slab) {
    viewed = slab;
    view = new DataView(slab.buffer, slab.byteOffset, slab.length);
  }
  return view;
}

function writeNull(slab: Buffer, at: number, form: Form): number {
  if (form === 'wide' || form === 'narrow') return slab.writeUInt16LE(SHORT_NULL, at);
  if (form === 'wideMax' || form === 'narrowMax') {
    return slab.writeUInt32LE(ALL_ONES, slab.writeUInt32LE(ALL_ONES, at));
  }
  slab[at] = 0;
  return at + 1;
}

function writeShort(slab: Buffer, at: number, text: string, encoding: BufferEncoding, unit: number): number {
  const begin = slab.writeUInt16LE(text.length * unit, at);
  return begin + slab.write(text, begin, encoding);
}

function writeLong(slab: Buffer, at: number, text: string, encoding: BufferEncoding, unit: number): number {
  let next = slab.writeUInt32LE(ALL_ONES, slab.writeUInt32LE(UNTOLD, at));
  if (text.length > 0) {
    next = slab.writeUInt32LE(text.length * unit, next);
    next += slab.write(text, next, encoding);
  }
  return slab.writeUInt32LE(0, next);
}

/** The first three groups of a GUID travel with their lowest byte first. */
function guidDigits(guid: string): string {
  const pair = (at: number) => guid.slice(at, at + 2);
  const [a, b, c] = [pair(6) + pair(4) + pair(2) + pair(0), pair(11) + pair(9), pair(16) + pair(14)];
  return a + b + c + guid.slice(19, 23) + guid.slice(24);
}
