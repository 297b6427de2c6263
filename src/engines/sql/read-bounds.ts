/**
 * Which channels have messages, and between which chatIds, without a scan of tblChat: three seeks for each node in one
 * statement per page of nodes, and a few statements more for each channel that has messages but no node.
 */
import type { MessageRange } from '#src/model/database-reader.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import type { Dialect } from './dialect.ts';
import { type ChatColumns, channelBounds, nextChannel, nodeBounds, rangeBounds } from './reading-sql.ts';
import type { ReadSession } from './session.ts';
import type { Statement } from './statement.ts';

/** Nodes per statement: three seeks each. */
const NODE_PAGE_ROWS = 2_000;

/** @returns ascending by channelId */
export async function readBounds(session: ReadSession, dialect: Dialect, chat: ChatColumns): Promise<RoomBounds[]> {
  const integer = dialect.decoder('int');
  const id = dialect.decoder('bigint');
  const nodes = new Set<number>();
  const found: RoomBounds[] = [];
  /** Each node's next channel with messages; those that are no node are orphans. */
  const following = new Set<number>();
  const remember = (value: unknown) => {
    if (value !== null) following.add(integer(value) as number);
  };
  const add = (channelId: number, lowest: unknown, highest: unknown) => {
    if (lowest === null || highest === null) return;
    found.push({ channelId, firstChatId: id(lowest) as bigint, lastChatId: id(highest) as bigint });
  };

  remember(await only(session, nextChannel(dialect, chat, null)));
  let after: number | null = null;
  for (;;) {
    const rows = await session.query(nodeBounds(dialect, chat, after, NODE_PAGE_ROWS));
    for (const [node, lowest, highest, next] of rows) {
      after = integer(node) as number;
      nodes.add(after);
      add(after, lowest, highest);
      remember(next);
    }
    if (rows.length < NODE_PAGE_ROWS) break;
  }

  // From each orphan step on until a node, or an orphan seen before, is reached: what follows that one is known already.
  const orphans = new Set<number>();
  for (const first of following) {
    let channel: number | null = first;
    while (channel !== null && !nodes.has(channel) && !orphans.has(channel)) {
      orphans.add(channel);
      const [bounds] = await session.query(channelBounds(dialect, chat, channel));
      add(channel, bounds?.[0] ?? null, bounds?.[1] ?? null);
      const next: unknown = await only(session, nextChannel(dialect, chat, channel));
      channel = next === null ? null : (integer(next) as number);
    }
  }
  return found.sort((a, b) => a.channelId - b.channelId);
}

/** Ranges per statement: three parameters each, of the 2,100 that SQL Server takes, and one SELECT, of SQLite's 500. */
const RANGE_PAGE = 400;

/** @returns an entry for each range that holds a message, in the order of the ranges */
export async function readRangeBounds(
  session: ReadSession,
  dialect: Dialect,
  chat: ChatColumns,
  ranges: readonly MessageRange[],
  counted: boolean,
): Promise<RoomBounds[]> {
  const id = dialect.decoder('bigint');
  const found: RoomBounds[] = [];
  for (let from = 0; from < ranges.length; from += RANGE_PAGE) {
    const page = ranges.slice(from, from + RANGE_PAGE);
    const rows = await session.query(rangeBounds(dialect, chat, page, counted));
    for (const [place, lowest, highest, count] of rows) {
      const range = page[Number(place)];
      if (range === undefined || lowest === null || highest === null) continue;
      found.push({
        channelId: range.channelId,
        firstChatId: id(lowest) as bigint,
        lastChatId: id(highest) as bigint,
        ...(counted ? { rows: Number(count) } : {}),
      });
    }
  }
  return found;
}

async function only(session: ReadSession, statement: Statement): Promise<unknown> {
  return (await session.query(statement))[0]?.[0] ?? null;
}
