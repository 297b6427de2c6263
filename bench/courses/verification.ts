/** What comes after a copy: nothing new to copy, `verify` in full, `verify` again, and two bare reads of the same rows. */
import type { Course } from '../measure.ts';
import { sampleOf } from '../product.ts';
import { type Lane, migrated } from './gc2pc-migrate.ts';

export function verification(lane: Lane): Course[] {
  const { tier, dataset, product } = lane;
  const { bareReads } = tier.peers(dataset, []);
  const environment = tier.environment(dataset);
  const both = 2 * dataset.messages;
  return [
    {
      gives: {
        copied: 'gc2pc migrate, wire path (what the next rows stand on)',
        unchanged: 'gc2pc migrate again, nothing changed',
        ...bareReads.gives,
        verify: 'gc2pc verify --full, both sides read and compared',
        'verify-first': 'gc2pc verify, the same with marks taken and kept for the next time',
        'verify-again': 'gc2pc verify again, nothing changed',
      },
      run: async (note) => {
        await tier.freshTarget(dataset);
        await tier.settle();
        note('copied', sampleOf(await migrated(lane, { path: 'wire', streams: null }), dataset.messages));
        note('unchanged', sampleOf(await product.run(['migrate'], environment), dataset.messages));
        await tier.settle();
        await bareReads.run(note);
        for (const name of ['verify', 'verify-first', 'verify-again']) {
          const run = await product.run(name === 'verify' ? ['verify', '--full'] : ['verify'], environment);
          if (run.document.verdict !== 'verified') throw new Error(`verify found ${run.document.verdict}`);
          note(name, sampleOf(run, both));
        }
      },
    },
  ];
}
