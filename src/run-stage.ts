/**
 * The process of one stage: it takes the order from the process that forked it, tells it how the work goes and how it
 * ended, and ends. It outlives that process in no case.
 */
import { buildWorld } from './build-world.ts';
import { rehearsalStage } from './commands/rehearsal-stage.ts';
import type { StageAnswer, StageOrder, StageSaid } from './commands/stage-process-port.ts';
import { peakRssBytes } from './journal/runs.ts';
import { EXIT } from './model/errors.ts';
import { onStopSignals } from './stop-signals.ts';

/** What the other side sends: first the order, then perhaps that it shall stop. */
export type StageHeard = { readonly order: StageOrder } | { readonly stop: true };

const stop = new AbortController();
// A terminal sends Ctrl-C to both processes, and the other one passes its own on: to be asked twice means no more here.
onStopSignals(
  () => stop.abort(),
  () => {},
);
process.on('disconnect', () => process.exit(EXIT.interrupted.code));
process.on('message', (heard: StageHeard) => ('order' in heard ? work(heard.order) : stop.abort()));

function work(order: StageOrder): void {
  const told = rehearsalStage(order, {
    world: buildWorld(order.configuration),
    progress: (event) => say({ progress: event }),
    stop: stop.signal,
    now: Date.now,
  });
  told.then((end) => say({ end }, () => process.exit(EXIT.done.code)));
}

function say(said: StageSaid, sent: () => void = () => {}): void {
  const answer: StageAnswer = { ...said, peakRssBytes: peakRssBytes() };
  process.send?.(answer, sent);
}
