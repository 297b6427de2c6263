/** Marks of an engine that has no hashes of its own: every row is read, in key order, and hashed here. */
import type { DatabaseReader, MessageRange } from '#src/model/database-reader.ts';
import type { MarksPort, MessageMark } from '#src/model/marks-port.ts';
import type { PageLimits, RoomBounds } from '#src/model/messages.ts';
import { presentColumns } from '#src/model/schema/compare-catalogue.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import type { ChatShape } from './chat-shape.ts';
import { markedColumns } from './reading-sql.ts';
import { RowDigest } from './row-digest.ts';

const PAGE: PageLimits = { rows: 2_000, bytes: 4 << 20 };

export class ReadMarks<Message extends readonly unknown[]> implements MarksPort {
  readonly #reader: DatabaseReader<Message>;
  readonly #chat: ChatShape<Message>;

  constructor(reader: DatabaseReader<Message>, chat: ChatShape<Message>) {
    this.#reader = reader;
    this.#chat = chat;
  }

  async tables(specs: readonly TableSpec[]): Promise<ReadonlyMap<string, string>> {
    const catalogue = await this.#reader.catalogue();
    const marks = new Map<string, string>();
    for (const spec of specs) {
      const present = presentColumns(catalogue, spec);
      if (present.size === 0) continue;
      const columns = [...present];
      const digest = new RowDigest(spec, columns);
      for await (const page of this.#reader.rows(spec, present)) {
        for (const row of page) digest.add(columns.map((name) => row[name] ?? null));
      }
      marks.set(spec.name, `${digest.rows}.${digest.take()}`);
    }
    return marks;
  }

  async *messages(
    rooms: Iterable<RoomBounds>,
    wanted: (channelId: number) => boolean = () => true,
  ): AsyncIterable<readonly MessageMark[]> {
    for (const { channelId } of rooms) {
      if (!wanted(channelId)) continue;
      const marks: MessageMark[] = [];
      const pages = this.#reader.messages({ channelId, after: null, upTo: null }, PAGE, (taken) => {
        marks.push(...taken);
      });
      for await (const _ of pages) if (marks.length > 0) yield marks.splice(0);
      if (marks.length > 0) yield marks;
    }
  }

  async message(range: MessageRange): Promise<Pick<MessageMark, 'rows' | 'mark'> | null> {
    const { spec, selected } = this.#chat;
    const columns = markedColumns(this.#chat);
    const digest = new RowDigest(
      spec,
      columns.map(({ name }) => name),
    );
    const isSelected = columns === selected;
    for await (const page of this.#reader.messages(range, PAGE)) {
      for (const message of page as readonly (readonly SqlValue[])[]) {
        digest.add(isSelected ? message : [...message, range.channelId]);
      }
    }
    const { rows } = digest;
    return rows === 0 ? null : { rows, mark: `${rows}.${digest.take()}` };
  }
}
