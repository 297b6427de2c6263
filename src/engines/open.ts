/** Opens the ports of the two databases, whichever engine an address names. Only that engine is loaded. What they share is let go of by the last of them. */
import type { FixtureStore } from '#fixtures/fixture-store-port.ts';
import type { DatabaseAddress } from '#src/config/configuration.ts';
import type { SourcePort } from '#src/extract/source-port.ts';
import type { JournalPort, JournalReader } from '#src/journal/journal-port.ts';
import type { SourceBeside } from '#src/load/server-path/server-path-port.ts';
import type { TargetPort, TargetReader } from '#src/load/target-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { Sharing } from './sharing.ts';
import { CURRENT_CHAT, LEGACY_CHAT } from './sql/chat-shape.ts';

/** Read-only. @throws ConnectionFailed and its kin, LoginRefused, DatabaseMissing */
export async function openSource(
  address: DatabaseAddress,
  sharing: Sharing = new Sharing(),
): Promise<Opened<SourcePort>> {
  if (address.engine === 'sqlite') {
    const { openSqliteReader } = await import('./sqlite/sqlite-reader.ts');
    return openSqliteReader(address.file, LEGACY_CHAT);
  }
  const { openSqlServerReader } = await import('./sqlserver/reader.ts');
  return openSqlServerReader(address, LEGACY_CHAT, 'source', sharing);
}

/** Read-only. */
export async function openTargetReader(
  address: DatabaseAddress,
  sharing: Sharing = new Sharing(),
): Promise<Opened<TargetReader>> {
  if (address.engine === 'sqlite') {
    const { openSqliteReader } = await import('./sqlite/sqlite-reader.ts');
    return openSqliteReader(address.file, CURRENT_CHAT);
  }
  const { openSqlServerReader } = await import('./sqlserver/reader.ts');
  return openSqlServerReader(address, CURRENT_CHAT, 'target', sharing);
}

/**
 * The journal must have been prepared before the first transaction.
 * @param beside where the target's own session sees the source, for `copyMessages`
 */
export async function openTarget(
  address: DatabaseAddress,
  journalDatabase: string,
  beside: SourceBeside | null = null,
  sharing: Sharing = new Sharing(),
): Promise<Opened<TargetPort>> {
  if (address.engine === 'sqlite') {
    const { journalFile } = await import('./sqlite/sqlite-journal.ts');
    const { openSqliteTarget } = await import('./sqlite/sqlite-target.ts');
    return openSqliteTarget(address.file, journalFile(address.file, journalDatabase), beside);
  }
  const { openSqlServerTarget } = await import('./sqlserver/target.ts');
  return openSqlServerTarget(address, journalDatabase, beside, sharing);
}

export async function openJournal(
  address: DatabaseAddress,
  journalDatabase: string,
  sharing: Sharing = new Sharing(),
): Promise<Opened<JournalPort>> {
  if (address.engine === 'sqlite') {
    const { journalFile, openSqliteJournal } = await import('./sqlite/sqlite-journal.ts');
    return openSqliteJournal(journalFile(address.file, journalDatabase));
  }
  const { openSqlServerJournal } = await import('./sqlserver/journal.ts');
  return openSqlServerJournal(address, journalDatabase, sharing);
}

/** Read-only: creates nothing. */
export async function openJournalReader(
  address: DatabaseAddress,
  journalDatabase: string,
  sharing: Sharing = new Sharing(),
): Promise<Opened<JournalReader>> {
  if (address.engine === 'sqlite') {
    const { journalFile, openSqliteJournalReader } = await import('./sqlite/sqlite-journal.ts');
    return openSqliteJournalReader(journalFile(address.file, journalDatabase));
  }
  const { openSqlServerJournalReader } = await import('./sqlserver/journal.ts');
  return openSqlServerJournalReader(address, journalDatabase, sharing);
}

/** @param options `create` makes a database that is not there yet */
export async function openFixtureStore(
  address: DatabaseAddress,
  options: { readonly create: boolean },
): Promise<Opened<FixtureStore>> {
  if (address.engine === 'sqlite') {
    const { openSqliteFixtureStore } = await import('./sqlite/sqlite-fixture-store.ts');
    return openSqliteFixtureStore(address.file, options.create);
  }
  const { openSqlServerFixtureStore } = await import('./sqlserver/fixture-store.ts');
  return openSqlServerFixtureStore(address, options.create);
}
