/** The whole content of a target, canonical, for comparing two of them row for row. */
import { createHash } from 'node:crypto';
import type { TargetReader } from '#src/load/target-port.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import type { TestDatabases } from './engines.ts';

/** Every table → its rows as text, sorted. Messages come with their room. */
export async function dump(reader: TargetReader): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const spec of CURRENT_TABLES) {
    const rows: string[] = [];
    if (spec.name === 'tblChat') {
      for (const { channelId } of await reader.bounds()) {
        const range = { channelId, after: null, upTo: null };
        for await (const page of reader.messages(range, { rows: 1_000, bytes: 1_000_000 }))
          rows.push(...page.map(textOf));
      }
    } else {
      for await (const page of reader.rows(spec)) rows.push(...page.map(textOf));
    }
    tables[spec.name] = rows.toSorted();
  }
  return tables;
}

export async function dumpTarget(
  databases: Pick<TestDatabases, 'openTargetReader'>,
): Promise<Record<string, string[]>> {
  const reader = await databases.openTargetReader();
  try {
    return await dump(reader.port);
  } finally {
    await reader.close();
  }
}

export function hashOf(tables: Record<string, string[]>): string {
  return createHash('sha256').update(JSON.stringify(tables)).digest('hex');
}

function textOf(row: unknown): string {
  return JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
