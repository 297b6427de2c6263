/** Writes of one transaction over the target and its journal, the same on every engine. */
import type { JournalTransaction } from '#src/journal/journal-port.ts';
import type { CopiedMessages, MessageCopy } from '#src/load/server-path/server-path-port.ts';
import type { MessagePack, TargetTransaction } from '#src/load/target-port.ts';
import type { CurrentMessage } from '#src/model/messages.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import { CURRENT_CHAT } from './chat-shape.ts';
import { copyMessages } from './copy-messages.ts';
import type { Dialect } from './dialect.ts';
import type { ServerPathPlaces } from './server-path-sql.ts';
import type { WriteSession } from './session.ts';
import { SqlMessagePack } from './sql-message-pack.ts';
import type { TableWriter } from './table-writer.ts';
import { deleteWhere, updateByKey } from './writing-sql.ts';

export interface TargetTransactionParts {
  readonly session: WriteSession;
  readonly dialect: Dialect;
  readonly journal: JournalTransaction;
  /** What the catalogue says of a table; read once for all transactions. */
  writer(spec: TableSpec): Promise<TableWriter>;
  /** Null where the target was not opened beside its source. */
  readonly serverPath: ServerPathPlaces | null;
}

export class SqlTargetTransaction implements TargetTransaction {
  readonly journal: JournalTransaction;
  readonly #parts: TargetTransactionParts;

  constructor(parts: TargetTransactionParts) {
    this.#parts = parts;
    this.journal = parts.journal;
  }

  async insert(spec: TableSpec, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const writer = await this.#parts.writer(spec);
    await this.#insert(spec, writer, mapped(rows, writer.values));
  }

  async insertMessages(messages: readonly CurrentMessage[] | MessagePack): Promise<void> {
    const writer = await this.#parts.writer(CURRENT_CHAT.spec);
    if (!isPack(messages)) {
      if (messages.length === 0) return;
      return this.#insert(CURRENT_CHAT.spec, writer, mapped(messages, writer.valuesOf));
    }
    if (!(messages instanceof SqlMessagePack)) throw new Error('the pack is not of this engine');
    if (messages.rows === 0) return;
    const table = this.#parts.dialect.table(CURRENT_CHAT.spec.name);
    await this.#parts.session.insert(table, writer.columns, messages.packed, writer.identity);
  }

  async copyMessages(copy: MessageCopy): Promise<CopiedMessages> {
    const { session, serverPath } = this.#parts;
    if (serverPath === null) throw new Error('the target was not opened beside its source');
    return copyMessages(session, serverPath, await this.#parts.writer(CURRENT_CHAT.spec), copy);
  }

  async update(spec: TableSpec, key: readonly string[], row: Row): Promise<number> {
    const writer = await this.#parts.writer(spec);
    writer.values(row);
    const columns = writer.columns.filter((column) => column.name !== writer.identity);
    const statement = updateByKey(this.#parts.dialect, spec, columns, key, row);
    return statement === null ? 0 : this.#parts.session.run(statement);
  }

  remove(spec: TableSpec, where: Row): Promise<number> {
    return this.#parts.session.run(deleteWhere(this.#parts.dialect, spec, where));
  }

  async #insert(spec: TableSpec, writer: TableWriter, rows: Iterable<readonly SqlValue[]>): Promise<void> {
    await this.#parts.session.insert(this.#parts.dialect.table(spec.name), writer.columns, rows, writer.identity);
  }
}

function isPack(messages: readonly CurrentMessage[] | MessagePack): messages is MessagePack {
  return !Array.isArray(messages);
}

/** Row by row, as the session takes them. */
function* mapped<T>(rows: readonly T[], make: (row: T) => readonly SqlValue[]): Generator<readonly SqlValue[]> {
  for (const row of rows) yield make(row);
}
