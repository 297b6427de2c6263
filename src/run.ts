/** The composition root: joins the verbs with the engines and the process around them. Nothing else is decided here. */
import { writeSync } from 'node:fs';
import { buildWorld } from './build-world.ts';
import { execute } from './commands/execute.ts';
import type { Host } from './commands/host.ts';
import { VERBS } from './commands/verbs.ts';
import { VERSION } from './commands/version.ts';
import { peakRssBytes } from './journal/runs.ts';
import { stagesPeakRssBytes } from './stage-process.ts';
import { onStopSignals } from './stop-signals.ts';

/** Written at once, so that nothing is lost at the exit. A reader that went away (`| head`) is no error. */
function writeWhole(descriptor: number, text: string): void {
  let rest = Buffer.from(text, 'utf8');
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EIO') return;
      if (code !== 'EAGAIN') throw cause;
      // A pipe whose reader is slow: wait for it without turning the event loop.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

const host: Host = {
  words: process.argv.slice(2),
  environment: process.env,
  folder: process.cwd(),
  version: VERSION,
  stdinIsTerminal: process.stdin.isTTY === true,
  screen: {
    isTerminal: process.stderr.isTTY === true && process.env.TERM !== 'dumb',
    columns: () => process.stderr.columns ?? 80,
    write: (text) => writeWhole(2, text),
  },
  out: (text) => writeWhole(1, text),
  now: Date.now,
  // The largest process of the run, whether this one or that of a stage.
  peakRssBytes: () => Math.max(peakRssBytes(), stagesPeakRssBytes()),
  buildWorld,
  onStopSignals,
  exit: (code) => process.exit(code),
};

// A pool that was not closed must not keep the process; everything that matters has been written by now.
process.exit(await execute(host, VERBS));
