/** A second pair of SQLite databases with the same content, which is quicker than building it anew. */
import { copyFileSync } from 'node:fs';
import type { DatabaseAddress } from '#src/config/configuration.ts';
import { SQLITE, type TestDatabases } from './engines.ts';

export async function copyOf(template: TestDatabases, label: string): Promise<TestDatabases> {
  const copy = await SQLITE.fresh(label);
  copyFileSync(fileOf(template.sourceAddress), fileOf(copy.sourceAddress));
  copyFileSync(fileOf(template.targetAddress), fileOf(copy.targetAddress));
  return copy;
}

export function fileOf(address: DatabaseAddress): string {
  if (address.engine !== 'sqlite') throw new Error('this test copies files');
  return address.file;
}
