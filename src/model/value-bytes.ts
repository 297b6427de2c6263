/**
 * Values of databases as bytes, one behind the other: what goes in comes out, every value of `SqlValue`, text unit by
 * unit, lone surrogates too. GUIDs and dates take as many bytes as they have to, most text one a character.
 */
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
  latin: 10,
  text: 11,
  bytes: 12,
} as const;
/** Tag, then a number or a length. */
const HEADER_BYTES = 9;
const GUID_BYTES = 16;
/** As databases show one. Written otherwise it is a text like any other. */
const GUID = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;
const GUID_UNITS = 36;
/** As the product writes one: eight digits of the day, nine of the time. */
const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;
const DATE_UNITS = 23;
const DATE_BYTES = 8;
/** A length of more bytes than this stands in four bytes behind it. */
const LONG = 0xff;
const INT_MIN = -(2n ** 31n);
const INT_MAX = 2n ** 31n - 1n;
/** One byte a character is not enough for it. */
const WIDE = /[\u0100-\uffff]/;

/** Bytes that a value takes at most. */
export function sizeOf(value: SqlValue): number {
  if (typeof value === 'string') return HEADER_BYTES + value.length * 2;
  return value instanceof Uint8Array ? HEADER_BYTES + value.length : HEADER_BYTES;
}

/**
 * @param bytes with room for it, see `sizeOf`
 * @returns where the next value begins
 */
export function putValue(bytes: Buffer, start: number, value: SqlValue): number {
  let at = start;
  if (value === null) {
    bytes[at++] = TAG.null;
  } else if (typeof value === 'boolean') {
    bytes[at++] = value ? TAG.true : TAG.false;
  } else if (typeof value === 'bigint') {
    const isSmall = value >= INT_MIN && value <= INT_MAX;
    bytes[at++] = isSmall ? TAG.smallBigint : TAG.bigint;
    at = isSmall ? bytes.writeInt32LE(Number(value), at) : bytes.writeBigInt64LE(value, at);
  } else if (typeof value === 'number') {
    // A negative zero is no int.
    const isInt = Object.is(value | 0, value);
    if (isInt && value >= 0 && value <= 0xff) {
      bytes[at++] = TAG.byte;
      bytes[at++] = value;
    } else {
      bytes[at++] = isInt ? TAG.int : TAG.double;
      at = isInt ? bytes.writeInt32LE(value, at) : bytes.writeDoubleLE(value, at);
    }
  } else if (typeof value === 'string') {
    at = putText(bytes, at, value);
  } else {
    bytes[at++] = TAG.bytes;
    at = putLength(bytes, at, value.length);
    bytes.set(value, at);
    at += value.length;
  }
  return at;
}

function putText(bytes: Buffer, start: number, value: string): number {
  let at = start;
  if (value.length === GUID_UNITS && GUID.test(value)) {
    bytes[at++] = TAG.guid;
    return at + bytes.write(value.replaceAll('-', ''), at, 'hex');
  }
  if (value.length === DATE_UNITS && DATE.test(value)) {
    const digits = value.replace(/\D/g, '');
    bytes[at++] = TAG.date;
    at = bytes.writeUInt32LE(Number(digits.slice(0, 8)), at);
    return bytes.writeUInt32LE(Number(digits.slice(8)), at);
  }
  const latin = !WIDE.test(value);
  bytes[at++] = latin ? TAG.latin : TAG.text;
  at = putLength(bytes, at, latin ? value.length : value.length * 2);
  return at + bytes.write(value, at, latin ? 'latin1' : 'utf16le');
}

function putLength(bytes: Buffer, start: number, length: number): number {
  bytes[start] = Math.min(length, LONG);
  return length < LONG ? start + 1 : bytes.writeUInt32LE(length, start + 1);
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

/** Takes values out again, in the order in which they were put. */
export class ValueReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** To be called as often as values were put, and no more often. */
  next(): SqlValue {
    const bytes = this.#bytes;
    const tag = bytes[this.#at++];
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
        return bytes.readInt32LE(at);
      case TAG.double:
        this.#at += 8;
        return bytes.readDoubleLE(at);
      case TAG.bigint:
        this.#at += 8;
        return bytes.readBigInt64LE(at);
      case TAG.smallBigint:
        this.#at += 4;
        return BigInt(bytes.readInt32LE(at));
      case TAG.guid:
        this.#at += GUID_BYTES;
        return guidOf(bytes.toString('hex', at, this.#at));
      case TAG.byte:
        this.#at += 1;
        return bytes[at] as number;
      case TAG.date:
        this.#at += DATE_BYTES;
        return dateOf(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
      default: {
        const length = this.#length();
        const from = this.#at;
        this.#at += length;
        if (tag === TAG.latin) return bytes.toString('latin1', from, this.#at);
        if (tag === TAG.text) return bytes.toString('utf16le', from, this.#at);
        return new Uint8Array(bytes.subarray(from, this.#at));
      }
    }
  }

  #length(): number {
    const short = this.#bytes[this.#at++] as number;
    if (short < LONG) return short;
    this.#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }
}
