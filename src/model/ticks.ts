/**
 * Time stamps of both databases: .NET ticks, 100 ns since 0001-01-01 UTC.
 *
 * No page states the epoch; the name `fnTicksToDate` and the .NET lineage say so. gc2pc copies ticks bit for bit, so
 * the epoch matters only to the date filter and to checks of dates, and the two functions are compared before the run.
 */

export const TICKS_PER_MS = 10_000n;
/** 1970-01-01T00:00:00Z */
export const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;

/** @param epochMs milliseconds since 1970-01-01 UTC */
export function msToTicks(epochMs: number): bigint {
  return BigInt(epochMs) * TICKS_PER_MS + UNIX_EPOCH_TICKS;
}
