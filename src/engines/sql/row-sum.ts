/** A fingerprint of rows that were read, whatever order they come in: the sum of the first bytes of their hashes. */
import { hash } from 'node:crypto';
import { RowEncoder } from '#src/model/row-encoding.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';

const SUM_BITS = 64;

export class RowSum {
  readonly #encoder: RowEncoder;
  #sum = 0n;
  rows = 0;

  constructor(spec: TableSpec, columns: readonly string[]) {
    this.#encoder = new RowEncoder(spec, columns);
  }

  add(values: readonly SqlValue[]): void {
    this.#sum += hash('sha1', this.#encoder.encodeValues(values), 'buffer').readBigUInt64LE();
    this.rows++;
  }

  /** Of the rows since the last call, hex; begins anew. */
  take(): string {
    const text = BigInt.asUintN(SUM_BITS, this.#sum).toString(16);
    this.#sum = 0n;
    this.rows = 0;
    return text;
  }
}
