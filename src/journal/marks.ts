/**
 * Marks of ranges that were found alike. They save reading and decide nothing else: a mark that is lost costs one
 * comparison, and one whose side has changed since is no longer that side's mark.
 */
import type { JournalPort } from './journal-port.ts';
import type { MarkRecord } from './journal-tables.ts';

/** What is to be written in one transaction. */
export interface MarkChanges {
  readonly gone: readonly Pick<MarkRecord, 'channelId' | 'upTo'>[];
  readonly found: readonly MarkRecord[];
}

/**
 * Ranges that are `found` must not be in the journal unless they are among `gone`.
 * @throws when another run has written one of them meanwhile
 */
export async function storeMarks(journal: JournalPort, migrationId: string, { gone, found }: MarkChanges) {
  await journal.transaction(async (transaction) => {
    for (const { channelId, upTo } of gone) await transaction.remove('mark', { migrationId, channelId, upTo });
    await transaction.insert('mark', found);
  });
}
