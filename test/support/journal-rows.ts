/** Journal rows for tests that need one of a kind. */
import type { UnitRecord } from '#src/journal/journal-tables.ts';

export const MIGRATION = '0123456789abcdef0123456789abcdef';

export function aUnit(unitId: string, rest: Partial<UnitRecord> = {}): UnitRecord {
  return {
    migrationId: MIGRATION,
    unitId,
    phase: 'messages',
    state: 'running',
    position: null,
    rowsRead: 0n,
    rowsWritten: 0n,
    rowsSkipped: 0n,
    rowsRejected: 0n,
    targetRows: 0n,
    skippedBy: '{}',
    rowsExpected: null,
    revision: 1,
    updatedAt: 1_700_000_000_000n,
    ...rest,
  };
}
