/** Two empty SQLite files in a folder of their own. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestPlaces } from './engines.ts';

export async function freshSqlite(label: string): Promise<TestPlaces> {
  const name = label.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 40);
  const dir = realpathSync(mkdtempSync(join(tmpdir(), `gc2pc-${name}-`)));
  const source = join(dir, 'source.sqlite');
  const target = join(dir, 'target.sqlite');
  // An empty file is a valid empty database.
  for (const file of [source, target]) writeFileSync(file, '');
  return {
    sourceUrl: `sqlite:${source}`,
    targetUrl: `sqlite:${target}`,
    sourcePassword: null,
    targetPassword: null,
    sourceAddress: { engine: 'sqlite', file: source },
    targetAddress: { engine: 'sqlite', file: target },
    journalDatabase: 'gc2pc_journal',
    dir,
    remove: async () => rmSync(dir, { recursive: true, force: true }),
  };
}
