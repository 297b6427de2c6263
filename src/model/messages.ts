/**
 * Messages travel as arrays, not objects: there may be hundreds of millions of them.
 */

/** [chatID, chatDate in ticks, userId, isAlert, content] of one room of tblChat, 2010. */
export type LegacyMessage = [chatId: bigint, chatDate: bigint, userId: number, isAlert: boolean, content: string];

/** [channelId, chatId, chatDate in ticks, userId, isAlert, content, rtf] of tblChat, 2013. */
export type CurrentMessage = [
  channelId: number,
  chatId: bigint,
  chatDate: bigint,
  userId: number,
  isAlert: boolean,
  content: string,
  rtf: string | null,
];

/** Bounds of the pages and batches in which messages travel; whichever is reached first ends one. */
export interface PageLimits {
  readonly rows: number;
  /** Bytes of content, two per UTF-16 unit. A single message may exceed it; it then travels alone. */
  readonly bytes: number;
}

/** Lowest and highest chatId of one channel that has messages, whether or not it has a node row. */
export interface RoomBounds {
  readonly channelId: number;
  readonly firstChatId: bigint;
  readonly lastChatId: bigint;
  /** Messages between them, where they were counted. */
  readonly rows?: number;
}

/** Messages of one channel, ascending by chatId. */
export interface ChannelPage<Message> {
  readonly channelId: number;
  readonly messages: Message[];
}
