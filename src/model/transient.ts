/**
 * Which failures are worth another try: the server is busy, chose this transaction as a deadlock's victim, or the
 * connection broke. An adapter marks such an error with `transient: true` or one of the codes below; everything else is
 * final at once, because a second try would fail the same way.
 */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'CONNECTION_FAILED',
  'CONNECTION_LOST',
  'COMMIT_OUTCOME_UNKNOWN',
  'DATABASE_BUSY',
  'STATEMENT_TIMED_OUT',
]);

export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { transient, code } = error as { transient?: unknown; code?: unknown };
  if (typeof transient === 'boolean') return transient;
  return typeof code === 'string' && TRANSIENT_CODES.has(code);
}
