/** What moves in a 2010 database while a server lives, read table by table; a table that is missing does not count. */
import type { Activity } from '#src/cutover/fence-port.ts';
import { COUNTERS, LAST_PING } from './fence-sql.ts';

/** @param value gives the one value of a SELECT as text, null for NULL; @param has whether a table is there */
export async function readActivity(
  value: (sql: string) => Promise<string | null>,
  has: (table: string) => boolean,
  sessions: readonly string[] | null,
): Promise<Activity> {
  const counters: Record<string, string> = {};
  for (const [name, { table, sql }] of Object.entries(COUNTERS)) {
    if (has(table)) counters[name] = (await value(sql)) ?? 'none';
  }
  const ping = has(LAST_PING.table) ? await value(LAST_PING.sql) : null;
  return { sessions, counters, lastPing: ping === null ? null : asUtc(ping) };
}

/** `YYYY-MM-DD HH:MM:SS[.mmm]` without a zone, taken as UTC. */
export function asUtc(text: string): number | null {
  const parsed = Date.parse(`${text.slice(0, 10)}T${text.slice(11) || '00:00:00'}Z`);
  return Number.isNaN(parsed) ? null : parsed;
}
