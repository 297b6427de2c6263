/**
 * The structure of Microsoft's reference pool: 33,077 rooms, 150,000 principals and 731,088 access entries. All of it, a
 * pass when nothing has changed, which is what those pay for who copy in the weeks before, a verification, and one more
 * such pass.
 */
import type { Course } from '../measure.ts';
import { sampleOf } from '../product.ts';
import { type Lane, migrated } from './gc2pc-migrate.ts';

export function referencePool(lane: Lane): Course[] {
  const { tier, product } = lane;
  const dataset = tier.dataset({ structure: 'reference', messages: lane.dataset.messages });
  return [
    {
      gives: {
        reference: 'gc2pc migrate, reference pool, everything',
        'reference-unchanged': 'gc2pc migrate again, nothing changed',
        'reference-verify': 'gc2pc verify, reference pool',
        'reference-again': 'gc2pc migrate once more, nothing changed',
      },
      prepare: () => tier.make(dataset),
      run: async (note) => {
        await tier.freshTarget(dataset);
        await tier.settle();
        const environment = tier.environment(dataset);
        const unchanged = async () => {
          const run = await product.run(['migrate'], environment);
          if (run.document.unchanged !== true) throw new Error('the pass found something changed');
          return sampleOf(run, dataset.messages);
        };
        const copied = await migrated({ ...lane, dataset }, { path: 'wire', streams: null });
        note('reference', sampleOf(copied, dataset.messages));
        note('reference-unchanged', await unchanged());
        note('reference-verify', sampleOf(await product.run(['verify'], environment), 2 * dataset.messages));
        note('reference-again', await unchanged());
      },
    },
  ];
}
