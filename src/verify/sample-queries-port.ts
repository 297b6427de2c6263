/**
 * Microsoft's six documented sample queries ("Sample Persistent Chat database queries"), each narrowed by a key so that
 * tblChat is never scanned, and the questions that only the target's own collation can answer.
 */
export interface RoomWindow {
  readonly channelId: number;
  /** Inclusive: messages above it are left out. */
  readonly upTo: bigint;
}

export interface SampleQueriesPort {
  /** Query 1: name of the room and messages dated after 2011-01-01, and not after the last date that .NET knows. */
  messagesByRoom(window: RoomWindow): Promise<readonly (readonly [name: string, messages: number])[]>;
  /** Query 2: name of each author and messages dated after 2011-01-01. */
  messagesByAuthor(window: RoomWindow): Promise<readonly (readonly [name: string | null, messages: number])[]>;
  /** Query 3: contents of messages that hold `text` (letters and digits only) by the database's own LIKE. */
  messagesLike(
    window: RoomWindow,
    text: string,
  ): Promise<readonly (readonly [room: string, author: string | null, content: string])[]>;
  /** Query 4: names of what a principal is affiliated with. */
  affiliationsOf(prinID: number): Promise<readonly (readonly [name: string | null])[]>;
  /** Query 5: rooms and categories in which a principal of that id and name has a role. */
  rolesOf(prinID: number, name: string): Promise<readonly (readonly [node: string, name: string | null])[]>;
  /** Query 6: a principal's invitations, newest first. */
  invitesOf(
    prinID: number,
  ): Promise<readonly (readonly [name: string | null, node: string, invID: number, createdOn: string])[]>;
  /** nodeIDs of nodes below the root whose name another such node has as well, by the target's collation. */
  nodesWithSharedNames(): Promise<readonly number[]>;
  /** siopIDs, upper case, of add-ins whose name another one has as well. */
  addInsWithSharedNames(): Promise<readonly string[]>;
}

/** 2011-01-01 in .NET ticks: the date in Microsoft's queries. */
export const SAMPLE_SINCE_TICKS = 634_294_368_000_000_000n;
