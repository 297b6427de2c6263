/**
 * Tells where rows end in the bytes of the wire, without decoding a value. Equal rows have equal bytes: the one thing that
 * a server may write in more than one way, the pieces of a value without a bound, is brought to one form.
 * Source: "Microsoft TDS protocol", data stream formats of the ROW and NBCROW tokens and of TYPE_VARBYTE.
 */
import { NULLS_ROW_TOKEN, type WireColumn } from './row-values.ts';

const SHORT_NULL = 0xffff;
/** Declared length of a column whose values come in pieces. */
const UNBOUNDED = 0xffff;
/** Both halves of the length of such a value when it is NULL; the upper one alone when the length is not told. */
const UNTOLD_HALF = 0xffff_ffff;
/** Length of a value that comes in pieces, and of one piece. */
const LONG_HEAD_BYTES = 8;
const PIECE_HEAD_BYTES = 4;

/** A number is the length of every value; else the length stands before it, in one byte or two, or before each piece. */
type Form = number | 'byte' | 'short' | 'pieces';

const FORMS: Readonly<Record<string, Form>> = {
  TinyInt: 1,
  Bit: 1,
  SmallInt: 2,
  Int: 4,
  SmallDateTime: 4,
  SmallMoney: 4,
  Real: 4,
  BigInt: 8,
  DateTime: 8,
  Money: 8,
  Float: 8,
  IntN: 'byte',
  BitN: 'byte',
  FloatN: 'byte',
  MoneyN: 'byte',
  DecimalN: 'byte',
  NumericN: 'byte',
  DateTimeN: 'byte',
  Date: 'byte',
  Time: 'byte',
  DateTime2: 'byte',
  DateTimeOffset: 'byte',
  UniqueIdentifier: 'byte',
  NVarChar: 'short',
  NChar: 'short',
  VarChar: 'short',
  Char: 'short',
  VarBinary: 'short',
  Binary: 'short',
};

export class RowSpans {
  readonly #forms: readonly Form[];
  /** Where the row ends that was looked at last, or where bytes must reach to before it can be looked at again. */
  end = 0;
  /** Where the values of the two columns begin that were asked for. */
  first = 0;
  second = 0;
  /** False when a value of it came in pieces that another server, or another day, might cut elsewhere. */
  isPlain = true;
  /** Names the types of the columns: the same bytes of other types are other values. */
  readonly types: string;

  readonly #firstAt: number;
  readonly #secondAt: number;

  /**
   * Null when a column is of a kind that no documented table has.
   * @param places of the columns that `first` and `second` tell of
   */
  static of(columns: readonly WireColumn[], places: readonly [number, number] = [0, 1]): RowSpans | null {
    const forms = columns.map(formOf);
    if (forms.includes(null)) return null;
    const types = columns.map(({ type, dataLength }) => `${type.name}(${dataLength ?? ''})`).join(',');
    return new RowSpans(forms as Form[], types, places);
  }

  private constructor(forms: readonly Form[], types: string, [first, second]: readonly [number, number]) {
    this.#forms = forms;
    this.types = types;
    this.#firstAt = first;
    this.#secondAt = second;
  }

  /**
   * @param at of the row's token
   * @returns false when the row goes beyond the bytes
   */
  look(bytes: Buffer, at: number): boolean {
    const forms = this.#forms;
    const firstAt = this.#firstAt;
    const secondAt = this.#secondAt;
    const count = forms.length;
    const bitmap = bytes[at] === NULLS_ROW_TOKEN ? at + 1 : 0;
    const size = bytes.length;
    let to = bitmap === 0 ? at + 1 : bitmap + ((count + 7) >> 3);
    this.isPlain = true;
    for (let index = 0; index < count; index++) {
      const form = forms[index] as Form;
      if (index === firstAt) this.first = form === 'byte' ? to + 1 : to;
      else if (index === secondAt) this.second = form === 'byte' ? to + 1 : to;
      if (bitmap !== 0 && ((bytes[bitmap + (index >> 3)] ?? 0) & (1 << (index & 7))) !== 0) continue;
      if (typeof form === 'number') to += form;
      else if (form === 'byte') {
        if (to >= size) return this.#short(to + 1);
        to += 1 + (bytes[to] as number);
      } else if (form === 'short') {
        if (to + 2 > size) return this.#short(to + 2);
        const length = bytes.readUInt16LE(to);
        to += length === SHORT_NULL ? 2 : 2 + length;
      } else {
        to = this.#pieces(bytes, to);
        if (to < 0) return false;
      }
      if (to > size) return this.#short(to);
    }
    this.end = to;
    return true;
  }

  /** The row that was looked at last, in the one form. */
  plain(bytes: Buffer, at: number): Buffer {
    const parts: Buffer[] = [];
    const bitmap = bytes[at] === NULLS_ROW_TOKEN ? at + 1 : 0;
    let to = bitmap === 0 ? at + 1 : bitmap + ((this.#forms.length + 7) >> 3);
    let from = at;
    for (const [index, form] of this.#forms.entries()) {
      if (bitmap !== 0 && ((bytes[bitmap + (index >> 3)] ?? 0) & (1 << (index & 7))) !== 0) continue;
      if (typeof form === 'number') to += form;
      else if (form === 'byte') to += 1 + (bytes[to] ?? 0);
      else if (form === 'short') {
        const length = bytes.readUInt16LE(to);
        to += length === SHORT_NULL ? 2 : 2 + length;
      } else {
        const end = this.#pieces(bytes, to);
        if (!isNull(bytes, to)) {
          parts.push(bytes.subarray(from, to), ...joined(bytes, to));
          from = end;
        }
        to = end;
      }
    }
    return Buffer.concat([...parts, bytes.subarray(from, to)]);
  }

  #short(needed: number): false {
    this.end = needed;
    return false;
  }

  /** @returns where the value ends; below zero when it goes beyond the bytes */
  #pieces(bytes: Buffer, at: number): number {
    const size = bytes.length;
    let to = at + LONG_HEAD_BYTES;
    if (to > size) return this.#missing(to);
    const low = bytes.readUInt32LE(at);
    const high = bytes.readUInt32LE(at + 4);
    if (high === UNTOLD_HALF && low === UNTOLD_HALF) return to;
    // So that a long value is asked for once, and not packet by packet.
    if (high === 0 && to + low + PIECE_HEAD_BYTES > size) return this.#missing(to + low + PIECE_HEAD_BYTES);
    let pieces = 0;
    for (;;) {
      if (to + PIECE_HEAD_BYTES > size) return this.#missing(to + PIECE_HEAD_BYTES);
      const length = bytes.readUInt32LE(to);
      to += PIECE_HEAD_BYTES + length;
      if (to > size) return this.#missing(to);
      if (length === 0) break;
      pieces++;
    }
    if (pieces > 1 || high === UNTOLD_HALF) this.isPlain = false;
    return to;
  }

  #missing(needed: number): -1 {
    this.end = needed;
    return -1;
  }
}

/** A value in pieces as the server would write it that tells its length and sends it as one. */
function joined(bytes: Buffer, at: number): Buffer[] {
  const pieces: Buffer[] = [];
  let total = 0;
  for (let to = at + LONG_HEAD_BYTES; ; ) {
    const length = bytes.readUInt32LE(to);
    to += PIECE_HEAD_BYTES;
    if (length === 0) break;
    pieces.push(bytes.subarray(to, to + length));
    total += length;
    to += length;
  }
  const head = Buffer.alloc(LONG_HEAD_BYTES + (total === 0 ? 0 : PIECE_HEAD_BYTES));
  head.writeUInt32LE(total, 0);
  if (total > 0) head.writeUInt32LE(total, LONG_HEAD_BYTES);
  return [head, ...pieces, Buffer.alloc(PIECE_HEAD_BYTES)];
}

function isNull(bytes: Buffer, at: number): boolean {
  return bytes.readUInt32LE(at) === UNTOLD_HALF && bytes.readUInt32LE(at + 4) === UNTOLD_HALF;
}

function formOf({ type, dataLength }: WireColumn): Form | null {
  const form = FORMS[type.name] ?? null;
  return form === 'short' && dataLength === UNBOUNDED ? 'pieces' : form;
}
