/**
 * The largest of the small tables nearly as large as Microsoft's model lets it be: the reference pool, whose people are each
 * in about a hundred groups, directly or not. Hardly any messages: what is measured is everything else. Rows are
 * affiliations; there are other tables beside them.
 */
import type { Course } from '../measure.ts';
import { sampleOf } from '../product.ts';
import type { Lane } from './gc2pc-migrate.ts';

/** Of the messages that are asked for. */
export const SHARE_OF_MESSAGES = 0.01;
/** With those that the fixture makes, 13.4 million affiliations. */
const FURTHER_GROUPS = 96;

export function affiliations(lane: Lane): Course[] {
  const { tier, product } = lane;
  const dataset = tier.dataset({
    structure: 'reference',
    messages: Math.round(lane.dataset.messages * SHARE_OF_MESSAGES),
    furtherGroups: FURTHER_GROUPS,
  });
  return [
    {
      gives: {
        'wide-plan': 'gc2pc plan',
        'wide-migrate': 'gc2pc migrate, everything',
        'wide-verify': 'gc2pc verify',
        'wide-unchanged': 'gc2pc migrate again, nothing changed',
      },
      prepare: () => tier.make(dataset),
      run: async (note) => {
        await tier.freshTarget(dataset);
        await tier.settle();
        const environment = tier.environment(dataset);
        const plan = await product.run(['plan'], environment);
        const copied = await product.run(['migrate'], environment);
        const rows = copied.document.counts?.affiliations?.written ?? 0;
        if (rows < FURTHER_GROUPS) throw new Error(`only ${rows} affiliations were copied`);
        note('wide-plan', withoutPhase(sampleOf(plan, rows)));
        note('wide-migrate', withoutPhase(sampleOf(copied, rows)));
        note('wide-verify', withoutPhase(sampleOf(await product.run(['verify'], environment), 2 * rows)));
        const again = await product.run(['migrate'], environment);
        if (again.document.unchanged !== true) throw new Error('the pass found something changed');
        note('wide-unchanged', sampleOf(again, rows));
      },
    },
  ];
}

/** The phase of the messages says nothing of these rows. */
function withoutPhase({ messagesMs: _, ...sample }: ReturnType<typeof sampleOf>): ReturnType<typeof sampleOf> {
  return sample;
}
