/**
 * A migration as a company lives it, at the size of Microsoft's reference pool and ten times the messages of the other
 * measures: copied and verified in the weeks before; then the source has grown by a hundredth, and the weekend catches up
 * and verifies what has changed.
 */
import type { Course } from '../measure.ts';
import { sampleOf } from '../product.ts';
import { type Lane, migrated } from './gc2pc-migrate.ts';
import { FACTOR } from './growth.ts';

export function referenceNight(lane: Lane): Course[] {
  const { tier, product } = lane;
  const dataset = tier.dataset({ structure: 'reference', messages: lane.dataset.messages * FACTOR });
  return [
    {
      gives: {
        night: 'gc2pc migrate, everything',
        'night-verify': 'gc2pc verify',
        'night-delta': 'gc2pc migrate again, the source grown by 1 %',
        'night-verify-delta': 'gc2pc verify again',
        'night-unchanged': 'gc2pc migrate once more, nothing changed',
      },
      run: async (note) => {
        await tier.make(dataset);
        await tier.freshTarget(dataset);
        await tier.settle();
        const environment = tier.environment(dataset);
        const verified = async (name: string, rows: number) => {
          const run = await product.run(['verify'], environment);
          if (run.document.verdict !== 'verified') throw new Error(`verify found ${run.document.verdict}`);
          note(name, sampleOf(run, 2 * rows));
        };
        const copied = await migrated({ ...lane, dataset }, { path: 'wire', streams: null });
        note('night', sampleOf(copied, dataset.messages));
        await verified('night-verify', dataset.messages);
        const grown = await tier.grow(dataset);
        await tier.settle();
        const delta = await product.run(['migrate'], environment);
        if ((await tier.targetMessages()) !== grown) throw new Error('the delta did not bring all messages over');
        note('night-delta', sampleOf(delta, grown - dataset.messages));
        await verified('night-verify-delta', grown);
        note('night-unchanged', sampleOf(await product.run(['migrate'], environment), grown));
      },
    },
  ];
}
