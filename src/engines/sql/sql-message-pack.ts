/** Messages checked and put into the engine's own form as they come, so that what they were made of need not be kept. */
import type { MessagePack } from '#src/load/target-port.ts';
import type { CurrentMessage } from '#src/model/messages.ts';
import type { PackedRows } from './session.ts';
import type { TableWriter } from './table-writer.ts';

export class SqlMessagePack implements MessagePack {
  readonly packed: PackedRows;
  readonly #writer: TableWriter;

  /** @param packed empty, made for the columns of `writer` */
  constructor(writer: TableWriter, packed: PackedRows) {
    this.#writer = writer;
    this.packed = packed;
  }

  get rows(): number {
    return this.packed.rows;
  }

  add(messages: readonly CurrentMessage[]): void {
    for (const message of messages) this.packed.add(this.#writer.valuesOf(message));
  }

  release(): void {
    this.packed.release();
  }
}
