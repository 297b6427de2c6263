/**
 * The shape of every verb: parse (done by the command line), call a stage, render. A verb holds no logic of its own and
 * knows no engine; the world is handed to it by the composition root.
 */
import type { Configuration } from '#src/config/configuration.ts';
import type { ExitName } from '#src/model/errors.ts';
import type { Finding } from '#src/model/finding.ts';
import type { Progress } from '#src/model/progress.ts';
import type { Chosen } from './typed-commands.ts';
import type { World } from './world.ts';

export interface VerbContext {
  readonly runId: string;
  readonly configuration: Configuration;
  readonly world: World;
  readonly progress: Progress;
  /** Aborted by the first Ctrl-C; a second one ends the process at once. */
  readonly stop: AbortSignal;
  /** False with `--no-input`, and when stdin is no terminal. */
  readonly interactive: boolean;
  /** `--acknowledge ID=REASON`, id → reason. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** What further commands have to say as well, to mean the same migration. */
  readonly chosen: Chosen;
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Tells people something while the verb goes on, e.g. `status --watch`; goes to stderr with `--json`. */
  tell(text: string): void;
}

export interface VerbOutcome {
  readonly exit: ExitName;
  readonly findings: readonly Finding[];
  /** Commands to run now. */
  readonly nextSteps: readonly string[];
  /** The verb's own fields of the JSON document. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What a person reads on stdout. */
  readonly text: string;
}

export interface VerbOption {
  /** As commander writes it, e.g. `--size <size>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string | boolean;
  /** May be given more than once; its value is then a list. */
  readonly repeatable?: boolean;
  /** The value is a number; anything else is refused. */
  readonly number?: { readonly min: number; readonly max?: number; readonly whole?: boolean };
}

export interface Verb {
  /** `migrate`, `fixture create` */
  readonly name: string;
  readonly summary: string;
  /** e.g. `<side>`, `[names...]` */
  readonly arguments?: readonly {
    readonly name: string;
    readonly description: string;
    readonly choices?: readonly string[];
  }[];
  readonly options: readonly VerbOption[];
  /** What it may change, for the documents: `no`, `target`, `only with --repair`; `no` when not given. */
  readonly writes?: string;
  /** Takes `--acknowledge ID=REASON`, as the table of verbs says. */
  readonly acknowledges?: boolean;
  /** Neither work directory nor log are touched, e.g. because it only reads the journal. */
  readonly keepsNoLog?: boolean;
  /** Works before there is any configuration; it is given the defaults. */
  readonly needsNoConfiguration?: boolean;
  /** It writes to no server, so the first Ctrl-C may end it where it stands. */
  readonly stopsAtOnce?: boolean;
  /** What to do once it was stopped, imperative; for a verb that does not go on where it stopped. */
  readonly onceStopped?: string;
  /** One sentence when the options cannot be combined. */
  refuses?(options: Readonly<Record<string, unknown>>): string | null;
  run(context: VerbContext, options: Readonly<Record<string, unknown>>, args: readonly string[]): Promise<VerbOutcome>;
}
