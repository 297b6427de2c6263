/**
 * A fingerprint of one side that costs no reading of messages: bounds of every room and the rows of the tables that an
 * administrator or a server changes. Another fingerprint than at the time of the verdict makes the verdict stale. What
 * it does not see: a message edited in place between the first and the last of its room.
 */
import { createHash } from 'node:crypto';
import type { DatabaseReader } from '#src/model/database-reader.ts';
import type { MarksPort } from '#src/model/marks-port.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { TableSpec } from '#src/model/schema/types.ts';

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

/** What one side is read through, and what takes marks of it. */
export interface MarkedSide {
  readonly reader: DatabaseReader<unknown>;
  readonly marks: MarksPort;
}

export function sourceMark(source: MarkedSide): Promise<string> {
  return markOf(source, LEGACY_TABLES);
}

export function targetMark(target: MarkedSide): Promise<string> {
  return markOf(target, [...CURRENT_TABLES]);
}

/** SHA-256, hex. */
async function markOf({ reader, marks }: MarkedSide, specs: readonly TableSpec[]): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, mark] of await marks.tables(specs.filter((spec) => MARKED.has(spec.name)))) {
    hash.update(`${name}\0${mark}\0`);
  }
  for (const { channelId, firstChatId, lastChatId } of await reader.bounds()) {
    hash.update(`${channelId}/${firstChatId}/${lastChatId}\n`);
  }
  return hash.digest('hex');
}
