/**
 * Small neighbouring rooms read in one go and handed out one by one, so that thousands of them do not cost a statement
 * each on either side. What is asked for beyond them is read as ever.
 */
import type { ChannelRun, DatabaseReader, Marked } from '#src/model/database-reader.ts';
import type { PageLimits } from '#src/model/messages.ts';

export type MessageReader<Message> = Pick<DatabaseReader<Message>, 'messages'>;

/**
 * @param run few enough messages to be held in memory
 * @param chatIdOf of a message of this reader
 * @param marked is given the marks of all that is read, those of rooms between the wanted ones, too
 */
export async function preRead<Message>(
  reader: MessageReader<Message> & Pick<DatabaseReader<Message>, 'walk'>,
  run: ChannelRun,
  limits: PageLimits,
  chatIdOf: (message: Message) => bigint,
  marked?: Marked,
): Promise<MessageReader<Message>> {
  const held = new Map<number, Message[]>();
  for await (const page of reader.walk(run, limits, marked)) {
    for (const { channelId, messages } of page) {
      const known = held.get(channelId);
      if (known === undefined) held.set(channelId, messages);
      else known.push(...messages);
    }
  }
  return {
    async *messages(range, bounds, ...rest) {
      const { channelId, after, upTo } = range;
      if (channelId < run.first || channelId > run.last) {
        yield* reader.messages(range, bounds, ...rest);
        return;
      }
      const all = held.get(channelId) ?? [];
      const wanted =
        after === null && upTo === null
          ? all
          : all.filter((message) => {
              const chatId = chatIdOf(message);
              return (after === null || chatId > after) && (upTo === null || chatId <= upTo);
            });
      if (wanted.length > 0) yield wanted;
    },
  };
}
