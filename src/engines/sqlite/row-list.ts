/** Rows as they are: what SQLite binds one by one needs no other form. */
import type { SqlValue } from '#src/model/value.ts';
import type { PackedRows } from '../sql/session.ts';

export class RowList implements PackedRows {
  readonly list: (readonly SqlValue[])[] = [];

  get rows(): number {
    return this.list.length;
  }

  add(values: readonly SqlValue[]): void {
    this.list.push(values);
  }

  release(): void {
    this.list.length = 0;
  }
}
