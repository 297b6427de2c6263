/**
 * How a database value looks while it is inside gc2pc, whatever the engine it came from.
 *
 * | SQL type | here |
 * |---|---|
 * | int, smallint | number |
 * | bigint | bigint, so that no digit of a tick is lost |
 * | bit | boolean |
 * | uniqueidentifier | string, upper case, 8-4-4-4-12, no braces |
 * | datetime, datetime2, smalldatetime | string `YYYY-MM-DD HH:MM:SS.mmm` (style 121), no time zone attached |
 * | nvarchar, varchar | string |
 * | image | Uint8Array |
 *
 * Adapters convert on the way in and out; nothing else converts.
 */
export type SqlValue = number | bigint | boolean | string | Uint8Array | null;

/** A row with the column names, exactly as documented, as its keys. */
export type Row = Readonly<Record<string, SqlValue>>;
