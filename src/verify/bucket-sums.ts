/**
 * The whole of a table in a few kilobytes, whatever order its rows come in: each row's hash is added to the sum of the
 * bucket that the hash of its key names. Equal sums mean equal rows (128 bits a bucket); unequal ones say where to look.
 */
import { hash } from 'node:crypto';
import { RowEncoder } from '#src/model/row-encoding.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';

/** Enough that one bucket of the largest table (15 million affiliations) holds a few thousand rows. */
export const BUCKETS = 4096;
/** 32-bit words a sum consists of. */
const WORDS = 4;

export class BucketSums {
  readonly #keys: RowEncoder;
  readonly #rows: RowEncoder;
  readonly #sums = new Uint32Array(BUCKETS * WORDS);
  readonly #counts = new Uint32Array(BUCKETS);
  rows = 0;

  constructor(spec: TableSpec, key: readonly string[]) {
    this.#keys = new RowEncoder(spec, key);
    this.#rows = new RowEncoder(spec);
  }

  add(row: Row): void {
    const bucket = this.bucketOf(row);
    const digest = hash('sha1', this.#rows.encode(row), 'buffer');
    const base = bucket * WORDS;
    for (let word = 0; word < WORDS; word++) {
      // Each word wraps around by itself: addition is all that must not depend on the order.
      this.#sums[base + word] = (this.#sums[base + word] ?? 0) + digest.readUInt32LE(word * 4);
    }
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.rows++;
  }

  bucketOf(row: Row): number {
    return mix(this.#keys.encode(row)) % BUCKETS;
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

/** FNV-1a: spreads keys over buckets, nothing more is asked of it. */
function mix(bytes: Buffer): number {
  let state = 0x811c9dc5;
  for (const byte of bytes) state = Math.imul(state ^ byte, 0x01000193);
  return (state ^ (state >>> 15)) >>> 0;
}
