/** What the process around a run offers. `run.ts` gives the real one; tests may give another. */
import type { Configuration } from '#src/config/configuration.ts';
import type { Environment } from '#src/config/environment.ts';
import type { Screen } from '#src/console/progress-display.ts';
import type { World } from './world.ts';

export interface Host {
  /** Without the runtime and the script. */
  readonly words: readonly string[];
  readonly environment: Environment;
  /** Working directory. */
  readonly folder: string;
  readonly version: string;
  readonly stdinIsTerminal: boolean;
  /** Stderr. */
  readonly screen: Screen;
  /** Stdout; when it returns, the system has the text. */
  out(text: string): void;
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Bytes. */
  peakRssBytes(): number;
  buildWorld(configuration: Configuration): World;
  /** Calls the first function at the first signal that asks to stop, the second one at the next. Returns the undoing. */
  onStopSignals(first: (signal: string) => void, second: (signal: string) => void): () => void;
  /** Ends the process now. */
  exit(code: number): void;
}
