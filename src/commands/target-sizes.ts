/**
 * How large the tables of the target become: what the plan holds is measured, what passes through is sampled within a
 * time, for `plan --estimate` and for the check of the target's space. Nothing is written.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Deadline, SamplingClock } from '#src/estimate/deadline.ts';
import type { MessageSample } from '#src/estimate/sample-messages.ts';
import { extrapolated, joined, sampleTable } from '#src/estimate/sample-table.ts';
import type { RecoveryModel } from '#src/estimate/space.ts';
import { measureRows, type TableSize } from '#src/estimate/table-space.ts';
import { currentSpec, legacySpec } from '#src/load/current-spec.ts';
import type { TablePlan } from '#src/model/plan.ts';
import type { PreparedPlan } from './prepare-plan.ts';
import { withResources } from './resources.ts';
import type { VerbContext } from './verb.ts';

export const REAL_CLOCK: SamplingClock = {
  now: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, { signal, ref: false }).catch(() => {}),
};

export interface SampledTable {
  readonly plan: TablePlan;
  readonly size: Omit<TableSize, 'fill'>;
}

/** What the plan holds is measured whole; what passes through is read for as long as there is time. */
export async function sampledTables(
  context: VerbContext,
  { plan, source }: PreparedPlan,
  deadline: Deadline,
): Promise<SampledTable[]> {
  const sampled: SampledTable[] = [];
  let sizes: ReadonlyMap<string, number> | null = null;
  for (const table of plan.tables) {
    const spec = currentSpec(table.table);
    let rows = measureRows(spec, table.planned());
    if (table.passThrough !== null) {
      const from = legacySpec(table.passThrough.from);
      const sample = await sampleTable(source, from, spec, table.passThrough, deadline);
      if (!sample.isWhole) sizes ??= await rowsOfSource(context);
      rows = joined(rows, extrapolated(sample, sizes?.get(from.name) ?? null));
    }
    sampled.push({ plan: table, size: { spec, ...rows } });
  }
  deadline.release();
  return sampled;
}

/** As the server's catalogue knows them, without counting. Not every login may ask; then samples stand for themselves. */
export async function rowsOfSource({ world }: VerbContext): Promise<ReadonlyMap<string, number>> {
  try {
    return await withResources(async (resources) => {
      const { tables } = await (await resources.open(world.description('source'))).detail();
      return new Map(tables.flatMap(({ name, rows }) => (rows === null ? [] : [[name, Number(rows)] as const])));
    });
  } catch {
    return new Map();
  }
}

/** What was sampled stands for all messages; where nothing was, the table counts without its texts. */
export function messageSize(sample: MessageSample, messages: number): Omit<TableSize, 'fill'> {
  const spec = currentSpec('tblChat');
  if (sample.read === 0 || sample.written === 0) {
    const rows = sample.read === 0 ? messages : 0;
    return { spec, rows, textBytes: 0, outside: { values: 0, bytes: 0 } };
  }
  const rows = Math.round((messages * sample.written) / sample.read);
  const factor = rows / sample.written;
  return {
    spec,
    rows,
    textBytes: sample.insideBytes / sample.written,
    outside: {
      values: Math.round(sample.outside.values * factor),
      bytes: Math.round(sample.outside.bytes * factor),
    },
  };
}

export async function recoveryModelOf({ world }: VerbContext): Promise<RecoveryModel | null> {
  try {
    const model = await withResources(async (resources) => {
      return (await (await resources.open(world.sqlFacts('target'))).database()).recoveryModel;
    });
    return MODELS.find((known) => known === model) ?? null;
  } catch {
    return null;
  }
}

const MODELS: readonly RecoveryModel[] = ['SIMPLE', 'FULL', 'BULK_LOGGED'];
