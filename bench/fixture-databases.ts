/** The databases that a measurement stands on, in either engine. The same spec gives the same rows everywhere. */
import { createFixture } from '#fixtures/create-fixture.ts';
import type { FixtureStore } from '#fixtures/fixture-store-port.ts';
import { currentSchema, specOf } from '#fixtures/schema.ts';
import { DOCUMENTED, type Side, schemaVariant } from '#fixtures/variant.ts';
import type { DatabaseAddress } from '#src/config/configuration.ts';
import { openFixtureStore } from '#src/engines/open.ts';
import type { DatasetSpec } from './tier.ts';

const SEED = 1;
const ROOMS: Readonly<Record<DatasetSpec['structure'], number>> = { small: 200, reference: 33_077 };

export function roomsOf({ structure }: DatasetSpec): number {
  return ROOMS[structure];
}

/** @returns messages made */
export function buildSource(address: DatabaseAddress, spec: DatasetSpec): Promise<number> {
  return build(address, spec, 'source');
}

/** As the installation leaves it. */
export async function buildTarget(address: DatabaseAddress, spec: DatasetSpec): Promise<void> {
  await build(address, spec, 'target');
}

/** Nothing but the tblChat of 2013 with its key. */
export async function buildYard(address: DatabaseAddress): Promise<void> {
  await withStore(address, async (store) => {
    const chat = specOf(currentSchema(DOCUMENTED), 'tblChat');
    await store.createTables([chat], { ...schemaVariant(DOCUMENTED, 'target'), ticksFunction: 'none' });
  });
}

function build(address: DatabaseAddress, spec: DatasetSpec, only: Side): Promise<number> {
  return withStore(address, async (store) => {
    const { messages } = await createFixture({
      source: store,
      target: store,
      only,
      size: spec.structure,
      scale: 1,
      seed: SEED,
      variant: DOCUMENTED,
      messages: spec.messages,
      progress: () => {},
    });
    return messages;
  });
}

async function withStore<R>(address: DatabaseAddress, work: (store: FixtureStore) => Promise<R>): Promise<R> {
  const { port, close } = await openFixtureStore(address, { create: true });
  try {
    return await work(port);
  } finally {
    await close();
  }
}
