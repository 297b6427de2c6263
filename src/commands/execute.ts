/**
 * Runs one command line from the first word to the exit code. Whatever happens, stdout gets the verb's data and nothing
 * else, with `--json` exactly one document, and no known secret leaves through any channel.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Configuration } from '#src/config/configuration.ts';
import { DEFAULT_FILE, defaultConfiguration, readConfiguration } from '#src/config/read.ts';
import { secretsOf } from '#src/config/secrets.ts';
import { prepareWorkDir } from '#src/config/work-dir.ts';
import { ProgressDisplay } from '#src/console/progress-display.ts';
import { NO_LOG, openRunLog, type RunLog } from '#src/console/run-log.ts';
import { type Scrub, scrubber } from '#src/console/scrub.ts';
import { EXIT, OperatorError } from '#src/model/errors.ts';
import { Stopped, UnexpectedFailure } from './command-errors.ts';
import { type CommandLine, type CommonOptions, verbAskedFor } from './command-line.ts';
import { documentOf, failure } from './document.ts';
import type { Host } from './host.ts';
import { pieces } from './json-file.ts';
import { stepsAfterError } from './steps-after-error.ts';
import { helpToType, hintToType, NOTHING_CHOSEN, runnable } from './typed-commands.ts';
import { understand } from './understand.ts';
import { untilStopped } from './until-stopped.ts';
import type { VerbContext, VerbOutcome } from './verb.ts';
import type { NamedVerb } from './verbs.ts';

type VerbLine = Extract<CommandLine, { kind: 'verb' }>;

/** Returns the exit code. */
export async function execute(host: Host, verbs: readonly NamedVerb[]): Promise<number> {
  const run = new Execution(host, verbs);
  return await run.toEnd();
}

class Execution {
  readonly #host: Host;
  readonly #verbs: readonly NamedVerb[];
  readonly #startedAt: number;
  readonly #runId: string;
  readonly #display: ProgressDisplay;
  readonly #stop = new AbortController();
  #verb: string;
  #onceStopped: string | null = null;
  /** Null until the words are understood. */
  #chosen: CommonOptions | null = null;
  #json: boolean;
  #scrub: Scrub = (text) => text;
  #log: RunLog = NO_LOG;

  constructor(host: Host, verbs: readonly NamedVerb[]) {
    this.#host = host;
    this.#verbs = verbs;
    this.#startedAt = host.now();
    this.#runId = newRunId(this.#startedAt);
    this.#display = new ProgressDisplay(host.screen, host.now, host.peakRssBytes);
    // Before the words are understood, a mistake in them must already be answered in the form that was asked for.
    this.#json = host.words.includes('--json');
    this.#verb = verbAskedFor(host.words, verbs)?.name ?? 'gc2pc';
  }

  async toEnd(): Promise<number> {
    const release = this.#host.onStopSignals(
      (signal) => this.#stopGracefully(signal),
      (signal) => this.#stopNow(signal),
    );
    try {
      const outcome = await this.#outcome();
      this.#display.close();
      this.#deliver(outcome);
      this.#log.info('run:finished', { exitCode: EXIT[outcome.exit].code });
      return EXIT[outcome.exit].code;
    } finally {
      release();
      this.#log.close();
    }
  }

  async #outcome(): Promise<VerbOutcome> {
    try {
      const line = await understand(this.#host.words, this.#verbs, this.#host.version);
      if (line.kind === 'help') return help(line.text);
      return await this.#run(line);
    } catch (cause) {
      return this.#failure(this.#operatorError(cause));
    }
  }

  async #run(line: VerbLine): Promise<VerbOutcome> {
    const { verb, common, options, args } = line;
    this.#verb = verb.name;
    this.#onceStopped = verb.onceStopped ?? null;
    this.#chosen = common;
    this.#json = common.json;
    const configuration = this.#configuration(line);
    this.#scrub = scrubber(secretsOf(configuration));
    if (verb.keepsNoLog !== true && options.dryRun !== true) this.#openLog(configuration, common.verbose);
    this.#log.info('run:started', { verb: verb.name, version: this.#host.version });
    const context: VerbContext = {
      runId: this.#runId,
      configuration,
      world: this.#host.buildWorld(configuration),
      progress: (event) => {
        this.#display.progress(event);
        this.#log.progress(event);
      },
      stop: this.#stop.signal,
      interactive: common.input && this.#host.stdinIsTerminal,
      acknowledged: common.acknowledged,
      now: this.#host.now,
      chosen: common,
      tell: (text) => (this.#json ? this.#display.line(this.#said(text)) : this.#host.out(`${this.#said(text)}\n`)),
    };
    const work = verb.run(context, options, args);
    const outcome = await (verb.stopsAtOnce === true ? untilStopped(work, this.#stop.signal) : work);
    return { ...outcome, nextSteps: outcome.nextSteps.map((step) => runnable(step, common)) };
  }

  #configuration({ verb, common }: VerbLine): Configuration {
    const { environment, folder } = this.#host;
    if (verb.needsNoConfiguration === true) {
      return defaultConfiguration(folder, common.workDir);
    }
    return readConfiguration({ file: common.config, workDir: common.workDir, environment, folder });
  }

  #openLog(configuration: Configuration, verbose: boolean): void {
    prepareWorkDir(configuration.workDir, this.#runId);
    this.#log = openRunLog(join(configuration.workDir, 'logs'), this.#runId, verbose, this.#scrub, () =>
      this.#display.line('warning: the log file can no longer be written; the work goes on without it'),
    );
  }

  #operatorError(cause: unknown): OperatorError {
    this.#log.failure(cause);
    const isStopped = cause instanceof Stopped || (this.#stop.signal.aborted && !(cause instanceof OperatorError));
    if (isStopped) return new Stopped(cause, this.#onceStopped);
    if (cause instanceof OperatorError) return cause;
    const kind = cause instanceof Error ? cause.name : 'an error';
    return new UnexpectedFailure(`gc2pc met ${kind} that it did not expect.`, this.#log.file, cause);
  }

  #failure(error: OperatorError): VerbOutcome {
    const { words, folder } = this.#host;
    const steps = stepsAfterError(error, {
      verb: this.#verb,
      words,
      understood: this.#chosen !== null,
      configured: existsSync(resolve(folder, this.#chosen?.config ?? DEFAULT_FILE)),
      chosen: this.#chosen ?? NOTHING_CHOSEN,
    });
    return failure({ verb: this.#verb }, error, steps);
  }

  #deliver(outcome: VerbOutcome): void {
    const failed = outcome.data.error as { message: string; hint: string } | undefined;
    if (failed !== undefined) {
      for (const line of failed.message.split('\n')) this.#display.line(this.#scrub(`error: ${line}`));
      this.#display.line(this.#said(`hint: ${failed.hint}`));
    }
    // Where there are no data, stdout stays empty.
    const isBare = failed !== undefined && outcome.text === '';
    if (isBare) for (const step of outcome.nextSteps) this.#display.line(this.#scrub(`next: ${step}`));
    if (this.#json) {
      const facts = { verb: this.#verb, runId: this.#runId, durationMs: this.#host.now() - this.#startedAt };
      const hints = (hint: string) => hintToType(hint, this.#chosen ?? NOTHING_CHOSEN);
      for (const piece of pieces(documentOf(facts, outcome), hints)) this.#host.out(this.#scrub(piece));
      return;
    }
    if (isBare) return;
    const next = outcome.nextSteps.map((step) => `Next: ${step}`);
    const text = [outcome.text, ...next].filter(Boolean).join('\n');
    if (text !== '') this.#host.out(`${this.#said(text).trimEnd()}\n`);
  }

  /** A text of our own for people, with every command as they can type it. */
  #said(text: string): string {
    return this.#scrub(hintToType(text, this.#chosen ?? NOTHING_CHOSEN));
  }

  #stopGracefully(signal: string): void {
    this.#display.line(`${signal}: stopping at the next safe point; once more stops at once, and loses nothing either`);
    this.#log.info('run:asked-to-stop', { signal });
    this.#stop.abort();
  }

  #stopNow(signal: string): void {
    this.#display.close();
    this.#log.info('run:stopped-at-once', { signal });
    this.#deliver(this.#failure(new Stopped(undefined, this.#onceStopped)));
    this.#host.exit(EXIT.interrupted.code);
  }
}

/** Sortable by time, e.g. `20260131T180503Z-9f2c41`. */
function newRunId(now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}

function help(written: string): VerbOutcome {
  const text = helpToType(written);
  return { exit: 'done', findings: [], nextSteps: [], data: { help: text }, text };
}
