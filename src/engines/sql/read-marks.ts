/** Marks of an engine that has no hashes of its own: every row is read, in key order, and hashed here. */
import type { DatabaseReader, MessageRange } from '#src/model/database-reader.ts';
import { type MarksPort, type MessageMark, markRangeEnd } from '#src/model/marks-port.ts';
import type { PageLimits, RoomBounds } from '#src/model/messages.ts';
import { presentColumns } from '#src/model/schema/compare-catalogue.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import type { ChatShape } from './chat-shape.ts';
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
    rooms: readonly RoomBounds[],
    wanted: (channelId: number) => boolean = () => true,
  ): AsyncIterable<readonly MessageMark[]> {
    const idAt = this.#chat.selected.findIndex((column) => column.name === this.#chat.chat.name);
    const digest = this.#digest();
    for (const { channelId, firstChatId } of rooms) {
      if (!wanted(channelId)) continue;
      let upTo = markRangeEnd(firstChatId);
      let last = firstChatId;
      for await (const page of this.#reader.messages({ channelId, after: null, upTo: null }, PAGE)) {
        const marks: MessageMark[] = [];
        for (const message of page) {
          const chatId = message[idAt] as bigint;
          if (chatId > upTo || digest.rows === 0) {
            if (digest.rows > 0) marks.push(markOf(channelId, upTo, last, digest));
            upTo = markRangeEnd(chatId);
          }
          digest.add(message as readonly SqlValue[]);
          last = chatId;
        }
        if (marks.length > 0) yield marks;
      }
      if (digest.rows > 0) yield [markOf(channelId, upTo, last, digest)];
    }
  }

  async message(range: MessageRange): Promise<Pick<MessageMark, 'rows' | 'mark'> | null> {
    const digest = this.#digest();
    for await (const page of this.#reader.messages(range, PAGE)) {
      for (const message of page) digest.add(message as readonly SqlValue[]);
    }
    return digest.rows === 0 ? null : markOf(range.channelId, 0n, 0n, digest);
  }

  #digest(): RowDigest {
    const { spec, selected } = this.#chat;
    return new RowDigest(
      spec,
      selected.map((column) => column.name),
    );
  }
}

function markOf(channelId: number, upTo: bigint, last: bigint, digest: RowDigest): MessageMark {
  const { rows } = digest;
  return { channelId, upTo, rows, last, mark: `${rows}.${digest.take()}` };
}
