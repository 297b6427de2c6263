/**
 * Rejected rows. They are kept in the journal, in the transaction of the batch that met them, so that none can be lost
 * or doubled; the file in the work directory is a copy made from there (src/load/reject-file.ts).
 */
import type { CountKind, Reject } from '#src/model/plan.ts';
import type { JournalReader, JournalTransaction } from './journal-port.ts';
import type { RejectRecord } from './journal-tables.ts';

/** Widths of the journal's columns, UTF-16 units, with room for a number behind a key that is there twice. */
const KEY_UNITS = 290;
const REASON_UNITS = 400;

export function rejectRecord(migrationId: string, reject: Reject): RejectRecord {
  return {
    migrationId,
    kind: reject.kind,
    tableName: reject.table,
    rowKey: reject.key.slice(0, KEY_UNITS),
    reason: reject.reason.slice(0, REASON_UNITS),
    content: JSON.stringify(reject.row, contentOf),
  };
}

export async function storeRejects(
  transaction: JournalTransaction,
  migrationId: string,
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length === 0) return;
  await transaction.insert('reject', distinct(rejects.map((reject) => rejectRecord(migrationId, reject))));
}

/** Rows of a damaged table may share a key; none of them may push another out. */
function distinct(records: readonly RejectRecord[]): RejectRecord[] {
  const seen = new Map<string, number>();
  return records.map((record) => {
    const key = `${record.kind}/${record.tableName}/${record.rowKey}`.toLowerCase();
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? record : { ...record, rowKey: `${record.rowKey} (${times})` };
  });
}

/** Puts these in the place of everything rejected before under the given kinds. */
export async function replaceRejects(
  transaction: JournalTransaction,
  migrationId: string,
  kinds: readonly CountKind[],
  rejects: readonly Reject[],
): Promise<void> {
  for (const kind of kinds) await transaction.remove('reject', { migrationId, kind });
  await storeRejects(transaction, migrationId, rejects);
}

/** In pages, so that a million rejected messages need no more memory than one page. */
export function rejectPages(
  journal: JournalReader,
  migrationId: string,
  kind?: CountKind,
): AsyncIterable<RejectRecord[]> {
  return journal.pages('reject', kind === undefined ? { migrationId } : { migrationId, kind });
}

/** Digits of a bigint as text, bytes as base64: JSON has no place for either. */
function contentOf(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
