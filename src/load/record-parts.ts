/** Writes down how rooms are cut before their first message is loaded, so that a later run finds the same parts. */
import { newUnit } from '#src/journal/units.ts';
import type { LoadContext } from './load-context.ts';
import { workOf } from './lots.ts';
import { retrying } from './retry.ts';
import { isPart, type RoomPart } from './room-parts.ts';

export async function recordParts(context: LoadContext, parts: readonly RoomPart[]): Promise<void> {
  const { migrationId, revision, units, request } = context;
  const fresh = parts
    .filter((part) => isPart(part) && !units.has(part.unitId))
    .map((part) => newUnit(migrationId, part.unitId, 'messages', revision, workOf(part, null)?.estimate ?? null));
  const [first] = fresh;
  if (first === undefined) return;
  context.goOn();
  await retrying(context.patience, async (triesBefore) => {
    if (triesBefore > 0 && (await isStored(context, first.unitId))) return;
    await request.journal.transaction((transaction) => transaction.insert('unit', fresh));
  });
  for (const unit of fresh) units.set(unit.unitId, unit);
  await request.interrupts('parts:recorded', migrationId);
}

/** All of them are one transaction, so one tells. */
async function isStored({ request, migrationId }: LoadContext, unitId: string): Promise<boolean> {
  return (await request.journal.rows('unit', { migrationId, unitId })).length > 0;
}
