/** Databases with the documented tables, their static rows, and nothing else. */
import type { FixtureStore, SchemaVariant } from '#fixtures/fixture-store-port.ts';
import type { SourcePort } from '#src/extract/source-port.ts';
import type { JournalPort } from '#src/journal/journal-port.ts';
import type { TargetPort, TargetReader } from '#src/load/target-port.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { TestDatabases } from './engines.ts';

export const VARIANT: SchemaVariant = { identityColumns: [], collation: 'insensitive', ticksFunction: 'dotnet' };

export async function withSource(
  databases: TestDatabases,
  variant: SchemaVariant = VARIANT,
): Promise<{ store: FixtureStore; reader: SourcePort }> {
  const { port: store } = await databases.fixtureStore('source');
  await create(store, LEGACY_TABLES, variant);
  return { store, reader: (await databases.openSource()).port };
}

/** With a prepared journal. */
export async function withTarget(
  databases: TestDatabases,
  variant: SchemaVariant = VARIANT,
): Promise<{ store: FixtureStore; reader: TargetReader; target: TargetPort; journal: JournalPort }> {
  const { port: store } = await databases.fixtureStore('target');
  await create(store, CURRENT_TABLES, variant);
  const { port: journal } = await databases.openJournal();
  await journal.prepare();
  return {
    store,
    journal,
    reader: (await databases.openTargetReader()).port,
    target: (await databases.openTarget()).port,
  };
}

async function create(store: FixtureStore, specs: readonly TableSpec[], variant: SchemaVariant): Promise<void> {
  await store.createTables(specs, variant);
  for (const spec of specs) if (spec.staticRows.length > 0) await store.insert(spec, spec.staticRows);
}

export function specOf(specs: readonly TableSpec[], name: string): TableSpec {
  const spec = specs.find((each) => each.name === name);
  if (spec === undefined) throw new Error(`no table ${name}`);
  return spec;
}

export async function collected<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
