/** A fingerprint of rows that were read in key order. They are gathered, so that hashing costs one call for many. */
import { createHash, type Hash } from 'node:crypto';
import { RowEncoder } from '#src/model/row-encoding.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';

const CHUNK_BYTES = 64 << 10;
/** Most rooms have less to say, and there are tens of thousands of them. */
const FIRST_CHUNK_BYTES = 2 << 10;
/** Of the digest: as strong as the sums that SQL Server makes. */
const DIGITS = 16;

export class RowDigest {
  readonly #encoder: RowEncoder;
  #chunk = Buffer.allocUnsafe(FIRST_CHUNK_BYTES);
  #hash: Hash = createHash('sha1');
  #at = 0;
  rows = 0;

  constructor(spec: TableSpec, columns: readonly string[]) {
    this.#encoder = new RowEncoder(spec, columns);
  }

  /** @param values in the order of the columns */
  add(values: readonly SqlValue[]): void {
    const bytes = this.#encoder.encodeValues(values);
    if (this.#at + bytes.length > this.#chunk.length) this.#makeRoom();
    if (bytes.length > this.#chunk.length) this.#hash.update(bytes);
    else this.#at += bytes.copy(this.#chunk, this.#at);
    this.rows++;
  }

  /** Of the rows since the last call, hex; begins anew. */
  take(): string {
    this.#flush();
    const digest = this.#hash.digest('hex').slice(0, DIGITS);
    this.#hash = createHash('sha1');
    this.rows = 0;
    return digest;
  }

  #makeRoom(): void {
    this.#flush();
    if (this.#chunk.length < CHUNK_BYTES) this.#chunk = Buffer.allocUnsafe(this.#chunk.length * 2);
  }

  #flush(): void {
    if (this.#at > 0) this.#hash.update(this.#chunk.subarray(0, this.#at));
    this.#at = 0;
  }
}
