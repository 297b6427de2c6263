/** A fingerprint of rows that were read in key order. They are gathered, so that hashing costs one call for many. */
import { createHash, type Hash } from 'node:crypto';
import { RowEncoder } from '#src/model/row-encoding.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';

const CHUNK_BYTES = 64 << 10;
/** Of the digest: as strong as the sums that SQL Server makes. */
const DIGITS = 16;

export class RowDigest {
  readonly #encoder: RowEncoder;
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #hash: Hash = createHash('sha1');
  #at = 0;
  rows = 0;

  constructor(spec: TableSpec, columns: readonly string[]) {
    this.#encoder = new RowEncoder(spec, columns);
  }

  /** @param values in the order of the columns */
  add(values: readonly SqlValue[]): void {
    const bytes = this.#encoder.encodeValues(values);
    if (this.#at + bytes.length > CHUNK_BYTES) this.#flush();
    if (bytes.length > CHUNK_BYTES) this.#hash.update(bytes);
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

  #flush(): void {
    if (this.#at > 0) this.#hash.update(this.#chunk.subarray(0, this.#at));
    this.#at = 0;
  }
}
