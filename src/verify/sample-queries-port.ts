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
  /** Query 1: name of the room and messages dated after 2011-01-01 and before 9999-12-31. */
  messagesByRoom(window: RoomWindow): Promise<readonly (readonly [name: string, messages: number])[]>;
  /** Query 2: name of each author and messages dated so. */
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

/** 9999-12-31 in .NET ticks: what rounds to a later instant is more than a datetime of SQL Server holds. */
export const SAMPLE_UNTIL_TICKS = 3_155_378_112_000_000_000n;

/** A second in ticks: datetime counts in 1/300 s, so what is nearer than this to either bound may fall on both sides. */
export const SAMPLE_EDGE_TICKS = 10_000_000n;
