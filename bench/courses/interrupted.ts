/**
 * Killed with SIGKILL once half of the messages are in the target, and started again with the same command: what that costs
 * against a run that nobody disturbs.
 */
import type { Course } from '../measure.ts';
import { sampleOf } from '../product.ts';
import { type Lane, migrateCourse, migrated, settingsOf } from './gc2pc-migrate.ts';
import { watchHalfWay } from './half-way.ts';

export function interrupted(lane: Lane): Course[] {
  return (['wire', 'server'] as const).flatMap((path) => {
    const suffix = path === 'wire' ? '' : `-${path}`;
    const title = `gc2pc migrate, ${path} path, undisturbed`;
    return [
      migrateCourse(lane, { name: `undisturbed${suffix}`, title, path, streams: null }),
      killedCourse(lane, `killed${suffix}`, path),
    ];
  });
}

/** @param told how many rows, for the title */
export function killedCourse(lane: Lane, name: string, path: 'wire' | 'server', told = ''): Course {
  return {
    gives: { [name]: `gc2pc migrate, ${path} path, killed half way and resumed, both runs together${told}` },
    run: async (note) => {
      const { tier, dataset, product } = lane;
      await tier.freshTarget(dataset);
      const halfWay = await watchHalfWay(tier);
      try {
        await tier.settle();
        const way = { path, streams: null };
        const first = product.start(['migrate'], { ...tier.environment(dataset), ...settingsOf(way) });
        let ended = false;
        const finished = product.ended(first).finally(() => {
          ended = true;
        });
        // Whoever waits for the half may give up first; the run's own end is looked at below.
        finished.catch(() => {});
        const seen = await halfWay.reached(() => ended);
        const killedAt = Date.now();
        first.kill('SIGKILL');
        const killed = await finished;
        const second = await migrated(lane, way);
        const sample = sampleOf(second, dataset.messages, `killed when ${(seen.share * 100).toFixed(0)} % was there`);
        note(name, {
          ...sample,
          wallMs: killed.wallMs + second.wallMs,
          messagesMs: killedAt - seen.messagesBegunAt + (second.messagesMs ?? 0),
          clientCpuMs: (killed.clientCpuMs ?? 0) + (second.clientCpuMs ?? 0),
        });
      } finally {
        await halfWay.close();
      }
    },
  };
}
