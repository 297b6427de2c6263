/**
 * Fingerprints of an answer's rows, from the bytes of the wire: nothing is decoded, and no row becomes an object. Rows with
 * a column that the wire does not give in a documented form come decoded from the driver, and are hashed as such.
 */
import { createHash, type Hash } from 'node:crypto';
import { MARK_RANGE_IDS, type MessageMark, markRangeEnd } from '#src/model/marks-port.ts';
import { type ChatColumns, markedColumns } from '../sql/reading-sql.ts';
import { RowSpans } from './row-spans.ts';
import { NULLS_ROW_TOKEN, ROW_TOKEN, type WireColumn } from './row-values.ts';
import type { RowTap } from './token-tap.ts';

/** 128 bits of a SHA-256: no two different tables of this world have the same. */
const DIGITS = 32;
const SUM_BITS = 64;
const INT_BYTES = 4;
const BIGINT_BYTES = 8;

export abstract class MarkTap implements RowTap {
  #spans: RowSpans | null = null;
  #hash: Hash | null = null;
  #types = '';
  /** Of the present fingerprint. */
  protected rows = 0;
  /** Rows of all. */
  count = 0;

  begin(columns: readonly WireColumn[]): boolean {
    this.#types = columns.map(({ type, dataLength }) => `${type.name}(${dataLength ?? ''})`).join(',');
    this.#spans = this.keysFit(columns) ? RowSpans.of(columns, this.keys ?? undefined) : null;
    return this.#spans !== null;
  }

  take(bytes: Buffer, at: number): number {
    const spans = this.#spans;
    if (spans === null) throw new Error('no columns have come before the rows');
    let from = at;
    let to = at;
    while (bytes[to] === ROW_TOKEN || bytes[to] === NULLS_ROW_TOKEN) {
      if (!spans.look(bytes, to)) break;
      if (this.isNew(bytes, spans.first, spans.second)) {
        this.#feed(bytes.subarray(from, to));
        this.#cut();
        this.begins(bytes, spans.first, spans.second);
        from = to;
      }
      if (!spans.isPlain) {
        this.#feed(bytes.subarray(from, to));
        this.#feed(spans.plain(bytes, to));
        from = spans.end;
      }
      this.rows++;
      this.count++;
      to = spans.end;
    }
    this.#feed(bytes.subarray(from, to));
    return to > at ? to : -spans.end;
  }

  /** A row that the driver has decoded. */
  decoded(values: readonly unknown[]): void {
    const keys = Buffer.alloc(INT_BYTES + BIGINT_BYTES);
    if (this.keys !== null) {
      const [channelAt, chatAt] = this.keys;
      keys.writeInt32LE(Number(values[channelAt]));
      keys.writeBigInt64LE(BigInt(String(values[chatAt])), INT_BYTES);
    }
    if (this.isNew(keys, 0, INT_BYTES)) {
      this.#cut();
      this.begins(keys, 0, INT_BYTES);
    }
    this.#feed(Buffer.from(JSON.stringify(values.map(plainValue))));
    this.rows++;
    this.count++;
  }

  /** Ends the last fingerprint. */
  protected end(): void {
    this.#cut();
  }

  /** Places of an int and a bigint that tell where a fingerprint ends. */
  protected readonly keys: readonly [number, number] | null = null;

  /** @returns true when a row belongs to another fingerprint than the one before */
  protected abstract isNew(bytes: Buffer, first: number, second: number): boolean;
  protected begins(_bytes: Buffer, _first: number, _second: number): void {}
  protected abstract done(digest: Buffer): void;

  protected keysFit(columns: readonly WireColumn[]): boolean {
    if (this.keys === null) return true;
    const [channelAt, chatAt] = this.keys;
    return isOf(columns[channelAt], 'Int', INT_BYTES) && isOf(columns[chatAt], 'BigInt', BIGINT_BYTES);
  }

  #feed(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#hash ??= createHash('sha256').update(this.#types);
    this.#hash.update(bytes);
  }

  #cut(): void {
    if (this.#hash !== null) this.done(this.#hash.digest());
    this.#hash = null;
    this.rows = 0;
  }
}

/** One fingerprint of all rows, in the order in which they come. */
export class OrderedMark extends MarkTap {
  #mark = '0.';

  mark(): string {
    this.end();
    return this.#mark;
  }

  protected override isNew(): boolean {
    return false;
  }

  protected override done(digest: Buffer): void {
    this.#mark = `${this.rows}.${hex(digest)}`;
  }
}

/** One fingerprint of all rows, whatever order they come in. */
export class UnorderedMark extends MarkTap {
  #sum = 0n;

  mark(): string {
    this.end();
    return `${this.count}.${BigInt.asUintN(SUM_BITS, this.#sum).toString(16)}`;
  }

  protected override isNew(): boolean {
    return true;
  }

  protected override done(digest: Buffer): void {
    this.#sum += digest.readBigUInt64LE();
  }
}

/** Of messages, in order of channel and chatId: one fingerprint for each range of each channel. */
export class RangeMarks extends MarkTap {
  protected override readonly keys: readonly [number, number];
  readonly marks: MessageMark[] = [];
  #channel = 0;
  /** Of the last row's chatId. */
  #low = 0;
  #high = 0;
  #any = false;

  constructor(chat: ChatColumns) {
    super();
    const columns = markedColumns(chat);
    this.keys = [columns.indexOf(chat.channel), columns.indexOf(chat.chat)];
  }

  /** chatId of the last row. */
  get last(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low >>> 0);
  }

  finish(): readonly MessageMark[] {
    this.end();
    return this.marks;
  }

  protected override isNew(bytes: Buffer, first: number, second: number): boolean {
    const low = bytes.readInt32LE(second);
    const isOther =
      !this.#any ||
      rangeOf(low) !== rangeOf(this.#low) ||
      bytes.readInt32LE(second + INT_BYTES) !== this.#high ||
      bytes.readInt32LE(first) !== this.#channel;
    if (!isOther) this.#low = low;
    return isOther;
  }

  protected override begins(bytes: Buffer, first: number, second: number): void {
    this.#any = true;
    this.#channel = bytes.readInt32LE(first);
    this.#low = bytes.readInt32LE(second);
    this.#high = bytes.readInt32LE(second + INT_BYTES);
  }

  protected override done(digest: Buffer): void {
    const { rows, last } = this;
    const mark = `${rows}.${hex(digest)}`;
    this.marks.push({ channelId: this.#channel, upTo: markRangeEnd(last), rows, last, mark });
  }
}

const RANGE_MASK = ~(Number(MARK_RANGE_IDS) - 1);

function rangeOf(low: number): number {
  return low & RANGE_MASK;
}

function hex(digest: Buffer): string {
  return digest.toString('hex').slice(0, DIGITS);
}

function isOf(column: WireColumn | undefined, name: string, length: number): boolean {
  return column?.type.name === name || (column?.type.name === 'IntN' && column.dataLength === length);
}

function plainValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') };
  return typeof value === 'bigint' ? { bigint: String(value) } : value;
}
