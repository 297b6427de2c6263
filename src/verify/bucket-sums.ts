/**
 * The whole of a table in a few kilobytes, whatever order its rows come in: each row's hash is added to the sum of the
 * bucket that the hash of its key names. Equal sums mean equal rows (128 bits a bucket); unequal ones say where to look.
 */
import { RowEncoder } from '#src/model/row-encoding.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';
import { type KeyedHash, HASH_WORDS as WORDS } from './keyed-hash.ts';

/** Enough that one bucket of the largest table (15 million affiliations) holds a few thousand rows. */
export const BUCKETS = 4096;

export class BucketSums {
  /** The key stands first. */
  readonly #rows: RowEncoder;
  readonly #hash: KeyedHash;
  readonly #sums = new Int32Array(BUCKETS * WORDS);
  readonly #counts = new Uint32Array(BUCKETS);
  rows = 0;

  /** @param hash the same for both sides of a comparison */
  constructor(spec: TableSpec, key: readonly string[], hash: KeyedHash) {
    const others = spec.columns.map(({ name }) => name).filter((name) => !key.includes(name));
    this.#rows = new RowEncoder(spec, [...key, ...others], key.length);
    this.#hash = hash;
  }

  add(row: Row): void {
    const bytes = this.#rows.put(row);
    const bucket = this.#bucket();
    this.#hash.take(this.#rows.view, bytes);
    const { words } = this.#hash;
    const base = bucket * WORDS;
    for (let word = 0; word < WORDS; word++) {
      // Each word wraps around by itself: addition is all that must not depend on the order.
      this.#sums[base + word] = ((this.#sums[base + word] as number) + (words[word] as number)) | 0;
    }
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.rows++;
  }

  bucketOf(row: Row): number {
    this.#rows.put(row);
    return this.#bucket();
  }

  /** Of the row that was encoded last. */
  #bucket(): number {
    return mix(this.#rows.view, this.#rows.leadingBytes) % BUCKETS;
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
function mix(bytes: DataView, length: number): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < length; at++) state = Math.imul(state ^ bytes.getUint8(at), 0x01000193);
  return (state ^ (state >>> 15)) >>> 0;
}
