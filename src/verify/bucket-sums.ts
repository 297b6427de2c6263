/**
 * The whole of a table in a few kilobytes, whatever order its rows come in: each row's hash is added to the sum of the
 * bucket that the hash of its key names. Equal sums mean equal rows (128 bits a bucket); unequal ones say where to look.
 */
import { hash } from 'node:crypto';
import { RowEncoder } from '#src/model/row-encoding.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';

/** Enough that one bucket of the largest table (15 million affiliations) holds a few thousand rows. */
const BUCKETS = 4096;
/** 32-bit words a sum consists of. */
const WORDS = 4;

export class BucketSums {
  /** The key stands first. */
  readonly #rows: RowEncoder;
  readonly #sums = new Int32Array(BUCKETS * WORDS);
  readonly #counts = new Uint32Array(BUCKETS);
  rows = 0;

  constructor(spec: TableSpec, key: readonly string[]) {
    const others = spec.columns.map(({ name }) => name).filter((name) => !key.includes(name));
    this.#rows = new RowEncoder(spec, [...key, ...others], key.length);
  }

  add(row: Row): void {
    const bytes = this.#rows.encode(row);
    const bucket = this.#bucket(bytes);
    // A string of bytes is had for a quarter of what a buffer costs, and there is one for every row.
    const digest = hash('sha256', bytes, 'binary');
    const base = bucket * WORDS;
    for (let word = 0; word < WORDS; word++) {
      // Each word wraps around by itself: addition is all that must not depend on the order.
      this.#sums[base + word] = ((this.#sums[base + word] as number) + wordAt(digest, word * 4)) | 0;
    }
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.rows++;
  }

  bucketOf(row: Row): number {
    return this.#bucket(this.#rows.encode(row));
  }

  /** @param bytes the row that was encoded last */
  #bucket(bytes: Buffer): number {
    return mix(bytes, this.#rows.leadingBytes) % BUCKETS;
  }

  rowsIn(bucket: number): number {
    return this.#counts[bucket] ?? 0;
  }

  /** Buckets in which the two sides are not alike, ascending. */
  unlike(other: BucketSums): number[] {
    const found: number[] = [];
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      if (this.#counts[bucket] !== other.#counts[bucket] || this.#sumsDiffer(other, bucket)) found.push(bucket);
    }
    return found;
  }

  #sumsDiffer(other: BucketSums, bucket: number): boolean {
    for (let word = bucket * WORDS; word < (bucket + 1) * WORDS; word++) {
      if (this.#sums[word] !== other.#sums[word]) return true;
    }
    return false;
  }
}

/** @param bytes a character each */
function wordAt(bytes: string, at: number): number {
  const code = (place: number) => bytes.charCodeAt(at + place);
  return code(0) | (code(1) << 8) | (code(2) << 16) | (code(3) << 24);
}

/** FNV-1a: spreads keys over buckets, nothing more is asked of it. */
function mix(bytes: Buffer, length: number): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < length; at++) state = Math.imul(state ^ (bytes[at] as number), 0x01000193);
  return (state ^ (state >>> 15)) >>> 0;
}
