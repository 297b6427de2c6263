/**
 * Columns of some rows, each compressed by itself: names, addresses and paths of people say much the same, row by row, and
 * take less than a third. Whoever needs one column opens no other. What goes in comes out.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { shortLived } from './short-lived-bytes.ts';
import type { SqlValue } from './value.ts';
import { putValue, sizeOf, ValueReader } from './value-bytes.ts';

/** The fastest: the next ones take up to a quarter longer for a twentieth less. */
const LEVEL = 1;
/** The library makes room for one more piece once the first is full to the brim. */
const SPARE_BYTES = 64;

/** Where values are written before they are compressed: one place for all, because a new one each time would pile up. */
let desk: Buffer = Buffer.alloc(0);

interface PackedColumn {
  /** Compressed, or one value where all are the same. */
  readonly bytes: Buffer;
  /** Null where all are the same. */
  readonly openBytes: number | null;
}

export class PackedColumns {
  readonly #columns: readonly PackedColumn[];
  readonly #rows: number;

  /** @param keep takes bytes that do not stay as they are, and returns what does */
  constructor(columns: readonly (readonly SqlValue[])[], keep: (bytes: Buffer) => Buffer) {
    this.#rows = columns[0]?.length ?? 0;
    this.#columns = columns.map((values) => packed(values, keep));
  }

  /** @param place among the columns; @returns a value for each row, made anew at each call */
  column(place: number): SqlValue[] {
    const column = this.#columns[place];
    if (column === undefined) throw new Error(`no column ${place} of ${this.#columns.length}`);
    const { bytes, openBytes } = column;
    if (openBytes === null) return new Array<SqlValue>(this.#rows).fill(new ValueReader(bytes).next());
    shortLived(openBytes);
    const reader = new ValueReader(zstdDecompressSync(bytes, { chunkSize: openBytes + SPARE_BYTES }));
    return Array.from({ length: this.#rows }, () => reader.next());
  }
}

function packed(values: readonly SqlValue[], keep: (bytes: Buffer) => Buffer): PackedColumn {
  const [first = null] = values;
  // Bytes would be one array for all rows, which somebody may change.
  const isSame = !(first instanceof Uint8Array) && values.every((value) => Object.is(value, first));
  const open = asBytes(isSame ? [first] : values);
  if (isSame) return { bytes: keep(open), openBytes: null };
  const params = { [constants.ZSTD_c_compressionLevel]: LEVEL };
  const compressed = zstdCompressSync(open, { params, pledgedSrcSize: open.length });
  shortLived(compressed.buffer.byteLength);
  return { bytes: keep(compressed), openBytes: open.length };
}

/** @returns bytes that hold until the next call */
function asBytes(values: readonly SqlValue[]): Buffer {
  const most = values.reduce<number>((sum, value) => sum + sizeOf(value), 0);
  if (desk.length < most) desk = Buffer.allocUnsafeSlow(most);
  let used = 0;
  for (const value of values) used = putValue(desk, used, value);
  return desk.subarray(0, used);
}
