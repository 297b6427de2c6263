/** Stages of a rehearsal in processes of their own, forked from this one by the same runtime with the same flags. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { StageAnswer, StageEnd, StageProcess } from './commands/stage-process-port.ts';
import type { StageHeard } from './run-stage.ts';

const ENTRY = join(import.meta.dirname, 'start-stage.js');

let peakBytes = 0;

/** The most that the process of any stage has taken until now. */
export function stagesPeakRssBytes(): number {
  return peakBytes;
}

export const forkedStages: StageProcess = {
  async run(order, progress, stop) {
    const { promise: ended, resolve: end } = Promise.withResolvers<StageEnd>();
    const child = fork(ENTRY, [], {
      // Its word is what it sends; only the runtime's own last words, if any, shall be seen.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    const say = (heard: StageHeard) => child.send(heard, () => {});
    const passOn = () => say({ stop: true });
    const takeAlong = () => child.kill('SIGKILL');
    child.on('message', (answer) => {
      const said = answer as StageAnswer;
      peakBytes = Math.max(peakBytes, said.peakRssBytes);
      if ('progress' in said) progress(said.progress);
      else end(said.end);
    });
    // What it sent before it ended is heard before the channel is closed.
    const gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(([[code, signal]]) => ({
      lost: (signal as string | null) ?? `exit code ${code as number}`,
    }));
    process.once('exit', takeAlong);
    stop.addEventListener('abort', passOn);
    try {
      say({ order });
      if (stop.aborted) passOn();
      const how = await Promise.race([ended, gone]);
      // The next stage finds the machine as if there had been none.
      await gone;
      return how;
    } finally {
      process.off('exit', takeAlong);
      stop.removeEventListener('abort', passOn);
    }
  },
};
