/**
 * Rejected rows. They are kept in the journal, in the transaction of the batch that met them, so that none can be lost
 * or doubled; the file in the work directory is a copy made from there (src/load/reject-file.ts).
 */
import type { CountKind, Reject } from '#src/model/plan.ts';
import type { JournalReader, JournalTransaction } from './journal-port.ts';
import type { RejectRecord } from './journal-tables.ts';

export function rejectRecord(migrationId: string, reject: Reject): RejectRecord {
  return {
    migrationId,
    kind: reject.kind,
    tableName: reject.table,
    rowKey: reject.key,
    reason: reject.reason,
    content: JSON.stringify(reject.row, contentOf),
  };
}

export async function storeRejects(
  transaction: JournalTransaction,
  migrationId: string,
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length > 0)
    await transaction.insert(
      'reject',
      rejects.map((reject) => rejectRecord(migrationId, reject)),
    );
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
export async function* rejectPages(journal: JournalReader, migrationId: string): AsyncIterable<RejectRecord[]> {
  if (journal.pages === undefined) yield await journal.rows('reject', { migrationId });
  else yield* journal.pages('reject', { migrationId });
}

/** Digits of a bigint as text, bytes as base64: JSON has no place for either. */
function contentOf(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
