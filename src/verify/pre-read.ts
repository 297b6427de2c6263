/**
 * Small neighbouring rooms read in one go and handed out one by one, so that thousands of them do not cost a statement
 * each on either side. What is asked for beyond them is read as ever.
 */
import type { ChannelRun, DatabaseReader } from '#src/model/database-reader.ts';
import type { PageLimits } from '#src/model/messages.ts';

export type MessageReader<Message> = Pick<DatabaseReader<Message>, 'messages'>;

/**
 * @param run few enough messages to be held in memory
 * @param chatIdOf of a message of this reader
 */
export async function preRead<Message>(
  reader: MessageReader<Message> & Pick<DatabaseReader<Message>, 'walk'>,
  run: ChannelRun,
  limits: PageLimits,
  chatIdOf: (message: Message) => bigint,
): Promise<MessageReader<Message>> {
  const held = new Map<number, Message[]>();
  for await (const page of reader.walk(run, limits)) {
    for (const { channelId, messages } of page) {
      const known = held.get(channelId);
      if (known === undefined) held.set(channelId, messages);
      else known.push(...messages);
    }
  }
  return {
    async *messages(range, bounds) {
      const { channelId, after, upTo } = range;
      if (channelId < run.first || channelId > run.last) {
        yield* reader.messages(range, bounds);
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
