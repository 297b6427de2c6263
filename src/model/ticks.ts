/**
 * Time stamps of both databases: .NET ticks, 100 ns since 0001-01-01 UTC.
 *
 * No page states the epoch; the name `fnTicksToDate` and the .NET lineage say so. gc2pc copies ticks bit for bit, so
 * the epoch matters only to the date filter and to reports, and the two functions are compared before the run.
 */

export const TICKS_PER_MS = 10_000n;
/** 1970-01-01T00:00:00Z */
export const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;
/** 9999-12-31T23:59:59.9999999, the last instant that .NET and SQL Server know. */
export const MAX_TICKS = 3_155_378_975_999_999_999n;

/** @param epochMs milliseconds since 1970-01-01 UTC */
export function msToTicks(epochMs: number): bigint {
  return BigInt(epochMs) * TICKS_PER_MS + UNIX_EPOCH_TICKS;
}

/** Milliseconds since 1970-01-01 UTC; what is below a millisecond is cut. */
export function ticksToMs(ticks: bigint): number {
  return Number((ticks - UNIX_EPOCH_TICKS) / TICKS_PER_MS);
}

/** ISO text in UTC, or null where the value is no date that both .NET and SQL Server can show. */
export function ticksToIso(ticks: bigint): string | null {
  if (ticks < 0n || ticks > MAX_TICKS) return null;
  return new Date(ticksToMs(ticks)).toISOString();
}
