/**
 * Ten times the messages: whether time grows with them and memory does not, and how gc2pc stands beside others where what it
 * does once no longer counts.
 */
import type { Course } from '../measure.ts';
import { sampleOf } from '../product.ts';
import { type Lane, migrated } from './gc2pc-migrate.ts';
import { killedCourse } from './interrupted.ts';

export const FACTOR = 10;

/** Streams of the bare copy, as many as did best with fewer rows. */
const BARE_STREAMS = 2;
/** Of the peers, those that are worth so many rows: the limit, the best tuning, the same way as gc2pc's. */
const PEERS: ReadonlySet<string> = new Set(['limit', 'freebcp-100k-16k', `bare-${BARE_STREAMS}`]);

export function growth(lane: Lane): Course[] {
  const { tier, dataset } = lane;
  const large = tier.dataset({ ...dataset, messages: dataset.messages * FACTOR });
  const told = `${FACTOR} times as many`;
  const peers = tier.peers(large, [BARE_STREAMS]);
  return [
    ...each({ ...lane, dataset }, '1x', 'as many rows as elsewhere', null),
    ...peers.copies
      .filter(({ gives }) => Object.keys(gives).every((name) => PEERS.has(name)))
      .map((peer) => ({ ...renamed(peer, `${FACTOR}x`, told), prepare: () => tier.make(large) })),
    ...each({ ...lane, dataset: large }, `${FACTOR}x`, told, renamed(peers.bareReads, `${FACTOR}x`, told)),
    // What a second start costs is the same however much there is to copy.
    ...(['wire', 'server'] as const).map((path) => ({
      ...killedCourse({ ...lane, dataset: large }, `killed-${path}-${FACTOR}x`, path, `, ${told}`),
      prepare: () => tier.make(large),
    })),
  ];
}

/** @param bareReads of both sides, once both hold the messages */
function each(lane: Lane, suffix: string, told: string, bareReads: Course | null): Course[] {
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
        [`unchanged-${suffix}`]: `gc2pc migrate again, nothing changed, ${told}`,
        ...bareReads?.gives,
      },
      prepare,
      run: async (note) => {
        await fresh();
        const run = await migrated({ ...lane, dataset }, { path: 'wire', streams: null });
        note(`wire-${suffix}`, sampleOf(run, dataset.messages));
        const verified = await product.run(['verify'], tier.environment(dataset));
        note(`verify-${suffix}`, sampleOf(verified, 2 * dataset.messages));
        const again = await product.run(['migrate'], tier.environment(dataset));
        if (again.document.unchanged !== true) throw new Error('the pass found something changed');
        note(`unchanged-${suffix}`, sampleOf(again, dataset.messages));
        await bareReads?.run(note);
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

function renamed(course: Course, suffix: string, told: string): Course {
  const gives = Object.entries(course.gives).map(([name, title]) => [`${name}-${suffix}`, `${title}, ${told}`]);
  return {
    gives: Object.fromEntries(gives),
    run: (note) => course.run((name, sample) => note(`${name}-${suffix}`, sample)),
  };
}
