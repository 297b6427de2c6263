/**
 * Takes what was remembered in the work directory before the migration began into its journal: each line once, with who
 * and when, and the hash by which it is found in the file.
 */
import { type AuditChain, readEvents } from './audit.ts';
import type { ChainedLine } from './chained-file.ts';
import type { JournalReader } from './journal-port.ts';

/** @param audit of the same migration, open */
export async function takeOverLines(
  audit: AuditChain,
  journal: JournalReader,
  migrationId: string,
  lines: readonly ChainedLine[],
): Promise<void> {
  if (lines.length === 0) return;
  const names = new Set(lines.map(({ event }) => event));
  const known = new Set(
    (await readEvents(journal, migrationId))
      .filter(({ event }) => names.has(event))
      .map(({ detail }) => (JSON.parse(detail) as { hash?: string }).hash),
  );
  for (const { event, at, who, hash, detail } of lines) {
    if (!known.has(hash)) await audit.append(event, { ...detail, who, hash }, at);
  }
}
