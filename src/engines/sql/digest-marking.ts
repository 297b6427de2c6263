/** Marks of messages that come in order of channel and chatId, for an engine that has no hashes of its own. */
import { type MessageMark, markRangeEnd } from '#src/model/marks-port.ts';
import type { SqlValue } from '#src/model/value.ts';
import type { ChatShape } from './chat-shape.ts';
import { markedColumns } from './reading-sql.ts';
import { RowDigest } from './row-digest.ts';
import type { RangeMarking } from './session.ts';

export class DigestMarking implements RangeMarking {
  readonly #digest: RowDigest;
  readonly #channelAt: number;
  readonly #chatAt: number;
  readonly #marks: MessageMark[] = [];
  #channelId = 0;
  #upTo = 0n;
  #last = 0n;

  constructor(chat: Pick<ChatShape<unknown>, 'spec' | 'channel' | 'chat' | 'selected'>) {
    const columns = markedColumns(chat);
    this.#digest = new RowDigest(
      chat.spec,
      columns.map(({ name }) => name),
    );
    this.#channelAt = columns.indexOf(chat.channel);
    this.#chatAt = columns.indexOf(chat.chat);
  }

  add(rows: readonly (readonly SqlValue[])[]): void {
    for (const row of rows) {
      const channelId = row[this.#channelAt] as number;
      const chatId = row[this.#chatAt] as bigint;
      if (this.#digest.rows > 0 && (chatId > this.#upTo || channelId !== this.#channelId)) this.#cut();
      if (this.#digest.rows === 0) this.#upTo = markRangeEnd(chatId);
      this.#channelId = channelId;
      this.#last = chatId;
      this.#digest.add(row);
    }
  }

  taken(): readonly MessageMark[] {
    return this.#marks.splice(0);
  }

  finish(): readonly MessageMark[] {
    if (this.#digest.rows > 0) this.#cut();
    return this.taken();
  }

  #cut(): void {
    const { rows } = this.#digest;
    const mark = `${rows}.${this.#digest.take()}`;
    this.#marks.push({ channelId: this.#channelId, upTo: this.#upTo, rows, last: this.#last, mark });
  }
}
