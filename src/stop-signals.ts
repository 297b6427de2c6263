/**
 * The signals that ask a run to end are heard from the first moment, before anything else is loaded: one that comes while
 * gc2pc starts ends the run as one that comes later does.
 */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const early: string[] = [];
let hear = (signal: string): void => {
  early.push(signal);
};
const listener = (signal: string): void => hear(signal);
for (const signal of STOP_SIGNALS) process.on(signal, listener);

/**
 * @param first for the first signal, be it one that has come already
 * @param second for each that follows
 * @returns what lets go of the signals
 */
export function onStopSignals(first: (signal: string) => void, second: (signal: string) => void): () => void {
  let seen = 0;
  hear = (signal) => (seen++ === 0 ? first(signal) : second(signal));
  for (const signal of early.splice(0)) hear(signal);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, listener);
  };
}
