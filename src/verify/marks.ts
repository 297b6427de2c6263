/**
 * A fingerprint of one side that costs no reading of messages: bounds of every room and the rows of the tables that an
 * administrator or a server changes. Another fingerprint than at the time of the verdict makes the verdict stale. What
 * it does not see: a message edited in place between the first and the last of its room.
 */
import { createHash } from 'node:crypto';
import type { DatabaseReader } from '#src/model/database-reader.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import { BucketSums } from './bucket-sums.ts';

/** Tables of both versions that decide who sees and says what; the largest ones (affiliations, members) are left out. */
const MARKED: ReadonlySet<string> = new Set([
  'tblSiopWhiteList',
  'tblPrincipal',
  'tblNode',
  'tblScopePrincipal',
  'tblPrincipalRole',
  'tblLastChatId',
  'tblPrincipalInvites',
  'tblLastInviteId',
]);

export function sourceMark(source: DatabaseReader<unknown>): Promise<string> {
  return markOf(source, LEGACY_TABLES);
}

export function targetMark(target: DatabaseReader<unknown>): Promise<string> {
  return markOf(target, [...CURRENT_TABLES]);
}

/** SHA-256, hex. */
async function markOf(reader: DatabaseReader<unknown>, specs: readonly TableSpec[]): Promise<string> {
  const hash = createHash('sha256');
  for (const spec of specs) {
    if (!MARKED.has(spec.name)) continue;
    const sums = new BucketSums(spec, spec.primaryKey);
    for await (const page of reader.rows(spec)) for (const row of page) sums.add(row);
    hash.update(`${spec.name}\0${sums.fingerprint()}\0`);
  }
  for (const { channelId, firstChatId, lastChatId } of await reader.bounds()) {
    hash.update(`${channelId}/${firstChatId}/${lastChatId}\n`);
  }
  return hash.digest('hex');
}
