/** Runs the copying statement of the server path within a transaction, and counts where its result leaves a doubt. */
import type { CopiedMessages, MessageCopy } from '#src/load/server-path/server-path-port.ts';
import { copyStatement, countStatement, isRange, type ServerPathPlaces } from './server-path-sql.ts';
import type { RawRow, WriteSession } from './session.ts';
import type { TableWriter } from './table-writer.ts';

/** Bits of an id below the number of the mapping. */
const PLACE_BITS = 32;

export async function copyMessages(
  session: WriteSession,
  places: ServerPathPlaces,
  writer: TableWriter,
  copy: MessageCopy,
): Promise<CopiedMessages> {
  const statement = copyStatement(places, writer.columns, copy);
  const inserted = await session.run(
    writer.identity === null ? statement : places.keepingIdentity(statement, writer.identity),
  );
  // Ids are unique within a room: as many rows as there are ids means every one of them.
  if (copy.since === null && BigInt(inserted) === copy.ids) return { inserted, counts: null };
  const alone = isRange(copy.what);
  const rows = await session.query(countStatement(places, copy));
  const counts = rows.map(([range, count, old, last]: RawRow) => ({
    range: alone ? null : Number(BigInt.asIntN(PLACE_BITS, BigInt(range as string | bigint))),
    rows: Number(count),
    old: Number(old ?? 0),
    lastKept: last === null || last === undefined ? null : BigInt(last as string | bigint),
  }));
  return { inserted, counts };
}
