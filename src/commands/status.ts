/** How far a migration is, from another terminal, during or after the run. Reads the journal and nothing else. */
import { setTimeout as delay } from 'node:timers/promises';
import { duration, grouped } from '#src/console/numbers.ts';
import { readStatus, type StatusView } from '#src/journal/status.ts';
import { withResources } from './resources.ts';
import type { Verb, VerbContext } from './verb.ts';

/** Milliseconds between two looks. */
const WATCH_EVERY_MS = 2_000;

export const statusVerb: Verb = {
  name: 'status',
  summary: 'shows how far the migration is, from another terminal, during or after the run',
  options: [{ flags: '--watch', description: 'look again every two seconds until no run is at work, or Ctrl-C' }],
  keepsNoLog: true,
  stopsAtOnce: true,
  run: async (context, options) => {
    let view = await look(context);
    while (options.watch === true && view.runningOn !== null && !context.stop.aborted) {
      context.tell(statusLine(view));
      await delay(WATCH_EVERY_MS, undefined, { signal: context.stop }).catch(() => {});
      view = await look(context);
    }
    return { exit: 'done', findings: [], nextSteps: nextSteps(view), data: { ...view }, text: statusText(view) };
  },
};

function look(context: VerbContext): Promise<StatusView> {
  return withResources(async (resources) => {
    const target = await resources.open(context.world.targetReader());
    const journal = await resources.open(context.world.journalReader());
    return readStatus(journal, await target.identity(), context.now());
  });
}

function statusLine(view: StatusView): string {
  const eta = view.etaSeconds === null ? '' : `, ${duration(view.etaSeconds * 1000)} left`;
  const waiting = view.waiting === null ? '' : `, waiting: ${view.waiting}`;
  return `${view.phase}: ${grouped(view.units.done)} of ${grouped(view.units.total)} units, ${grouped(view.rows.done)} of ${grouped(view.rows.total)} rows, ${grouped(view.rowsPerSecond)}/s${eta}${waiting}`;
}

function statusText(view: StatusView): string {
  if (view.phase === 'none') return 'No migration into this target has begun.';
  const running = view.runningOn;
  return [
    statusLine(view),
    running === null ? 'No run is at work.' : `Process ${running.pid} on ${running.host} is at work.`,
    followLine(view),
    `Verification: ${view.verification}`,
    view.rejected > 0 ? `Rejected rows: ${grouped(view.rejected)}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function followLine({ follow, runningOn }: StatusView): string {
  if (follow === null || follow.copiedUntil === null) return '';
  const behind =
    follow.messagesBehind === null ? '' : `, then ${grouped(follow.messagesBehind)} messages behind at most`;
  const trouble = follow.trouble === null ? '' : ` The last pass failed: ${follow.trouble}`;
  const ago = duration((follow.secondsBehind ?? 0) * 1_000);
  return `${runningOn === null ? 'Followed' : 'Following'} the source: the last of ${grouped(follow.passes)} complete passes began ${ago} ago${behind}.${trouble}`;
}

function nextSteps(view: StatusView): string[] {
  if (view.runningOn !== null) return ['gc2pc status --watch'];
  if (view.phase !== 'loaded') return [view.phase === 'none' ? 'gc2pc plan' : 'gc2pc migrate'];
  if (view.verification === 'verified') return ['gc2pc report'];
  return [view.verification === 'different' ? 'gc2pc verify --repair' : 'gc2pc verify'];
}
