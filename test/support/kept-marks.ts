/** All marks that the journal keeps of a migration, for tests to look at. */
import type { JournalReader } from '#src/journal/journal-port.ts';
import type { MarkRecord } from '#src/journal/journal-tables.ts';

/** Legacy channel → last chatId of a range → its record. */
export type KeptMarks = Map<number, Map<bigint, MarkRecord>>;

export async function keptMarks(journal: JournalReader, migrationId: string): Promise<KeptMarks> {
  const kept: KeptMarks = new Map();
  for await (const page of journal.pages('mark', { migrationId })) {
    for (const record of page) {
      const ofRoom = kept.get(record.channelId) ?? new Map<bigint, MarkRecord>();
      kept.set(record.channelId, ofRoom.set(record.upTo, record));
    }
  }
  return kept;
}
