/**
 * From words to a verb with its options. Nothing is printed here and nothing ends the process: what is wrong is thrown
 * as `UsageRefused`, help comes back as text, so that `--json` can wrap every outcome.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT } from '#src/model/errors.ts';
import { UsageRefused } from './command-errors.ts';
import type { Verb, VerbOption } from './verb.ts';

export interface CommonOptions {
  readonly config: string | null;
  readonly workDir: string | null;
  readonly json: boolean;
  readonly input: boolean;
  readonly verbose: boolean;
  readonly acknowledged: ReadonlyMap<string, string>;
}

export type CommandLine =
  | { readonly kind: 'help'; readonly text: string }
  | {
      readonly kind: 'verb';
      readonly verb: Verb;
      readonly common: CommonOptions;
      readonly options: Readonly<Record<string, unknown>>;
      readonly args: readonly string[];
    };

const NO_VERB = 'No verb is given.';
const HELP = ['-h, --help', 'shows this help'] as const;
/** At the end of every help text. */
const EXIT_CODES = [
  '',
  'Exit codes:',
  ...Object.values(EXIT).map(({ code, meaning }) => `  ${String(code).padEnd(4)}${meaning}`),
  'The errors behind each code, and what helps: docs/exit-codes.md',
].join('\n');
/** Common options that are followed by a word of their own. */
const TAKES_VALUE = new Set(['--config', '--work-dir']);
/** Ends a help text or the version; its text is in `printed`. */
const PRINTED = new Set(['commander.helpDisplayed', 'commander.help', 'commander.version']);

/** @throws UsageRefused */
export function parseCommandLine(words: readonly string[], verbs: readonly Verb[], version: string): CommandLine {
  let printed = '';
  let chosen: CommandLine | null = null;
  const program = buildProgram(verbs, version, (line) => {
    chosen = line;
  });
  eachCommand(program, (command) =>
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr: () => {},
      outputError: () => {},
    }),
  );
  if (words.length === 0) {
    program.outputHelp();
    return { kind: 'help', text: printed };
  }
  try {
    program.parse([...words], { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    if (PRINTED.has(cause.code) && printed !== '') return { kind: 'help', text: printed };
    // Words that only begin a verb: commander would answer them with its help, as an error.
    throw new UsageRefused(cause.code === 'commander.help' ? NO_VERB : sentence(cause.message));
  }
  if (chosen === null) throw new UsageRefused(NO_VERB);
  return chosen;
}

/** The verb that words begin with, after common options, whether or not the rest of them is understood; else null. */
export function verbAskedFor<Named extends Pick<Verb, 'name'>>(
  words: readonly string[],
  verbs: readonly Named[],
): Named | null {
  let at = 0;
  for (let word = words[at]; word?.startsWith('-') === true; word = words[at]) at += TAKES_VALUE.has(word) ? 2 : 1;
  const said = `${words.slice(at).join(' ')} `;
  return verbs.find(({ name }) => said.startsWith(`${name} `)) ?? null;
}

/** The verbs that words may mean: a file may have the name of one, too. */
export function verbsNamedIn<Named extends Pick<Verb, 'name'>>(
  words: readonly string[],
  verbs: readonly Named[],
): Named[] {
  const said = ` ${words.join(' ')} `;
  return verbs.filter(({ name }) => said.includes(` ${name} `));
}

/** The commands as commander knows them; the documents are made from their help. */
export function buildProgram(verbs: readonly Verb[], version: string, choose: (line: CommandLine) => void): Command {
  const program = new Command('gc2pc')
    .description('Takes Lync 2010 or OCS 2007 R2 Group Chat into Lync Server 2013 Persistent Chat.')
    .version(version, '-V, --version', 'shows the version')
    .helpOption(...HELP)
    .helpCommand('help [command]', 'shows the help of a command')
    .addHelpText('afterAll', EXIT_CODES)
    .option('--config <file>', 'configuration file (default: gc2pc.yaml where it exists)')
    .option('--work-dir <dir>', 'logs, rejects and reports (default: .gc2pc)')
    .option('--json', 'exactly one JSON document on stdout')
    .option('--no-input', 'never ask; refuse where an answer would be needed')
    .option('--verbose', 'write every room and table that is done into the log, too')
    .configureHelp({ showGlobalOptions: true });
  for (const verb of verbs) addVerb(program, verb, choose);
  return program;
}

function addVerb(program: Command, verb: Verb, choose: (line: CommandLine) => void): void {
  const path = verb.name.split(' ');
  const command = new Command(path.at(-1))
    .description(verb.summary)
    .helpOption(...HELP)
    .configureHelp({ showGlobalOptions: true });
  for (const option of verb.options) command.addOption(optionOf(option));
  if (verb.acknowledges === true) {
    command.addOption(
      new Option(
        '--acknowledge <id=reason>',
        'let a block pass, with a reason that is journaled; repeatable',
      ).argParser(appended),
    );
  }
  for (const argument of verb.arguments ?? []) {
    const made = command.createArgument(argument.name, argument.description);
    command.addArgument(argument.choices === undefined ? made : made.choices([...argument.choices]));
  }
  command.action(() => choose(lineOf(verb, command)));
  parentOf(program, path).addCommand(command);
}

function lineOf(verb: Verb, command: Command): CommandLine {
  const options: Record<string, unknown> = command.optsWithGlobals();
  const refused = verb.refuses?.(options) ?? null;
  if (refused !== null) throw new UsageRefused(refused);
  return {
    kind: 'verb',
    verb,
    common: {
      config: textOrNull(options.config),
      workDir: textOrNull(options.workDir),
      json: options.json === true,
      input: options.input !== false,
      verbose: options.verbose === true,
      acknowledged: acknowledgements(options.acknowledge),
    },
    options,
    args: command.args,
  };
}

function optionOf(option: VerbOption): Option {
  const made = new Option(option.flags, option.description);
  if (option.default !== undefined) made.default(option.default);
  if (option.choices !== undefined) made.choices([...option.choices]);
  if (option.repeatable === true) made.argParser(appended);
  const { number } = option;
  if (number !== undefined) made.argParser((text) => numberOf(text, number));
  return made;
}

function numberOf(text: string, bounds: NonNullable<VerbOption['number']>): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const most = bounds.max ?? Number.MAX_SAFE_INTEGER;
  if (!(value >= bounds.min && value <= most) || (bounds.whole === true && !Number.isInteger(value))) {
    const kind = bounds.whole === true ? 'a whole number' : 'a number';
    throw new InvalidArgumentError(`It must be ${kind} from ${bounds.min}${bounds.max ? ` to ${bounds.max}` : ''}.`);
  }
  return value;
}

function appended(text: string, before: unknown): string[] {
  return [...(Array.isArray(before) ? (before as string[]) : []), text];
}

function acknowledgements(given: unknown): ReadonlyMap<string, string> {
  const acknowledged = new Map<string, string>();
  for (const text of Array.isArray(given) ? (given as string[]) : []) {
    const at = text.indexOf('=');
    const [id, reason] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    if (at < 1 || id === '' || reason === '') {
      throw new UsageRefused('--acknowledge wants ID=REASON, with a reason that is not empty.');
    }
    acknowledged.set(id, reason);
  }
  return acknowledged;
}

function parentOf(program: Command, path: readonly string[]): Command {
  const group = path.length > 1 ? path[0] : undefined;
  if (group === undefined) return program;
  const known = program.commands.find((command) => command.name() === group);
  if (known !== undefined) return known;
  const made = new Command(group).description(`see "gc2pc ${group} --help"`).helpOption(...HELP);
  program.addCommand(made);
  return made;
}

function eachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) eachCommand(child, visit);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** "error: unknown option '--x'\n(Did you mean --y?)" becomes one sentence. */
function sentence(message: string): string {
  const text = message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!)]$/.test(text) ? '' : '.'}`;
}
