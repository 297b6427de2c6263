/**
 * Stand-ins for the database's own `dbo.fnTicksToDate`, which the documents name without showing its text: one with
 * .NET's epoch, one with another, so that the comparison of both sides can be tried.
 */

/** Days are added before the rest, so that no part leaves the range of int. */
function ticksFunction(base: string, ticksAtBase: string): string {
  return `CREATE FUNCTION dbo.fnTicksToDate (@ticks bigint) RETURNS datetime AS
BEGIN
  DECLARE @rest bigint
  SET @rest = @ticks - ${ticksAtBase}
  RETURN DATEADD(ms, (@rest % 864000000000) / 10000, DATEADD(d, @rest / 864000000000, '${base}'))
END`;
}

export const TICKS_FUNCTIONS = {
  dotnet: ticksFunction('19000101', '599266080000000000'),
  /** File time: 100 ns since 1601-01-01. */
  other: ticksFunction('19000101', '94354848000000000'),
} as const;
