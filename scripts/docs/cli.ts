/** docs/cli.md: every verb with its options, from the table that the command line is made of. */

import type { Verb } from '#src/commands/verb.ts';
import { loadVerbs } from '#src/commands/verbs.ts';

const VERBS = await loadVerbs();

export function cliDocument(): string {
  return `# Command line

Generated from the code by \`npm run check:docs -- --write\`.

From a checkout: \`npm run --silent gc2pc -- VERB [options]\`. Data goes to stdout, progress and log to stderr.

| verb | does | writes to a server? |
|---|---|---|
${VERBS.map((verb) => `| [\`${verb.name}\`](#${anchor(verb)}) | ${cell(verb.summary)} | ${verb.writes ?? 'no'} |`).join('\n')}

Options of every verb: \`--config FILE\` (default \`gc2pc.yaml\` where it exists), \`--work-dir DIR\`, \`--json\` (exactly
one JSON document on stdout, whatever happens), \`--no-input\` (never ask), \`--verbose\`, \`--help\`.

The first Ctrl-C (or SIGTERM, SIGHUP) stops at the next safe point, the second at once; the exit code is 4 either way,
and the same command goes on. Exit codes: [exit-codes.md](exit-codes.md). npm ends with gc2pc's exit code, but after a
Ctrl-C in a terminal with the signal's (130). A \`kill\` is for the process of gc2pc itself: npm does not pass SIGTERM on,
and gc2pc would go on alone. Relative paths begin at the folder of the checkout, wherever below it npm is called.

Here and in the other documents commands are written as \`gc2pc …\`; hints and next steps name them as they are typed.

${VERBS.map(verbSection).join('\n')}`;
}

function verbSection(verb: Verb): string {
  const args = (verb.arguments ?? []).map((argument) => ` ${argument.name}`).join('');
  const options = [
    ...verb.options.map((option) => [option.flags, describe(option)] as const),
    ...(verb.acknowledges === true
      ? ([['--acknowledge <id=reason>', 'let a block pass, with a reason that is journaled; repeatable']] as const)
      : []),
  ];
  const rows = options.map(([flags, text]) => `| \`${cell(flags)}\` | ${cell(text)} |`);
  const table = rows.length === 0 ? '' : `\n| option | |\n|---|---|\n${rows.join('\n')}\n`;
  return `## ${verb.name}\n\n\`gc2pc ${verb.name}${args}\` ${verb.summary}.\n${table}`;
}

function describe(option: Verb['options'][number]): string {
  const choices = option.choices === undefined ? '' : ` (${option.choices.join(', ')})`;
  const otherwise = option.default === undefined ? '' : `; default ${option.default}`;
  return `${option.description}${choices}${otherwise}`;
}

function anchor(verb: Verb): string {
  return verb.name.replaceAll(' ', '-');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
