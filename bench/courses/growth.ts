/** Ten times the messages: whether time grows with them and memory does not. */
import type { Course } from '../measure.ts';
import { sampleOf } from '../product.ts';
import { type Lane, migrated } from './gc2pc-migrate.ts';
import { killedCourse } from './interrupted.ts';

export const FACTOR = 10;

export function growth(lane: Lane): Course[] {
  const { tier, dataset } = lane;
  const large = tier.dataset({ ...dataset, messages: dataset.messages * FACTOR });
  return [
    ...each({ ...lane, dataset }, '1x', 'as many rows as elsewhere'),
    ...each({ ...lane, dataset: large }, `${FACTOR}x`, `${FACTOR} times as many`),
    // What a second start costs is the same however much there is to copy.
    ...(['wire', 'server'] as const).map((path) => ({
      ...killedCourse({ ...lane, dataset: large }, `killed-${path}-${FACTOR}x`, path, `, ${FACTOR} times as many`),
      prepare: () => tier.make(large),
    })),
  ];
}

function each(lane: Lane, suffix: string, told: string): Course[] {
  const { tier, dataset, product } = lane;
  const prepare = () => tier.make(dataset);
  const fresh = async () => {
    await tier.freshTarget(dataset);
    await tier.settle();
  };
  return [
    {
      gives: {
        [`wire-${suffix}`]: `gc2pc migrate, wire path, ${told}`,
        [`verify-${suffix}`]: `gc2pc verify, ${told}`,
      },
      prepare,
      run: async (note) => {
        await fresh();
        const run = await migrated({ ...lane, dataset }, { path: 'wire', streams: null });
        note(`wire-${suffix}`, sampleOf(run, dataset.messages));
        const verified = await product.run(['verify'], tier.environment(dataset));
        note(`verify-${suffix}`, sampleOf(verified, 2 * dataset.messages));
      },
    },
    {
      gives: { [`server-${suffix}`]: `gc2pc migrate, server path, ${told}` },
      prepare,
      run: async (note) => {
        await fresh();
        const run = await migrated({ ...lane, dataset }, { path: 'server', streams: null });
        note(`server-${suffix}`, sampleOf(run, dataset.messages));
      },
    },
  ];
}
