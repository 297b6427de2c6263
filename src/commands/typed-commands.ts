/**
 * How the commands that gc2pc names are typed. Everywhere else they are written `gc2pc verify`; here, and only here, they
 * become what works where the user is: through npm in a checkout, for the same configuration and the same work directory.
 * What is rewritten is next steps and hints, never data: a room may be called anything.
 */
import type { Finding } from '#src/model/finding.ts';
import { takesAcknowledgements, VERBS } from './verbs.ts';

/** What a further command has to say as well, to mean the same migration. */
export interface Chosen {
  readonly config: string | null;
  readonly workDir: string | null;
  readonly acknowledged: ReadonlyMap<string, string>;
}

export const NOTHING_CHOSEN: Chosen = { config: null, workDir: null, acknowledged: new Map() };

const LOGICAL = 'gc2pc ';
/** There is no `gc2pc` on the PATH: the package is run from its checkout, by the Node that the checkout brings. */
const TYPED = 'npm run --silent gc2pc --';
/** Looks on, at no gate. */
const WATCHES = ' --watch-start';
const FIRST_WORDS = ['--help', 'VERB', ...new Set(VERBS.map(({ name }) => name.split(' ')[0]))].join('|');
/** A command in a sentence stands in quotes or backticks. */
const IN_A_SENTENCE = new RegExp(`(["\`])(${LOGICAL}(?:${FIRST_WORDS})(?: [^"\`]*)?)\\1`, 'g');

/** `gc2pc verify` as it can be typed, with the same configuration and the same acknowledgements. */
export function runnable(step: string, chosen: Chosen): string {
  if (!step.startsWith(LOGICAL)) return step;
  const words = step.slice(LOGICAL.length);
  const isHelp = words.endsWith('--help');
  return `${TYPED} ${words}${isHelp ? '' : sameMigration(words, chosen)}`;
}

/** A hint, whose commands stand in quotes or backticks, with every command as it can be typed. */
export function hintToType(hint: string, chosen: Chosen): string {
  return hint.replace(IN_A_SENTENCE, (_all, _quote, command: string) => `\`${runnable(command, chosen)}\``);
}

/** The first line of a help text says what to type, too. */
export function helpToType(help: string): string {
  return hintToType(help, NOTHING_CHOSEN).replace(/^Usage: gc2pc(?= |$)/m, `Usage: ${TYPED}`);
}

/** Findings with such hints; those that name no command are the very same. */
export function findingsToType(findings: readonly Finding[], chosen: Chosen): Finding[] {
  return findings.map((finding) => {
    const hint = hintToType(finding.hint, chosen);
    return hint === finding.hint ? finding : { ...finding, hint };
  });
}

function sameMigration(words: string, { config, workDir, acknowledged }: Chosen): string {
  const same = [
    config === null ? '' : ` --config ${quoted(config)}`,
    workDir === null ? '' : ` --work-dir ${quoted(workDir)}`,
  ];
  if (takesAcknowledgements(words) && !words.includes(WATCHES)) {
    for (const [id, reason] of acknowledged) same.push(` --acknowledge ${quoted(`${id}=${reason}`)}`);
  }
  return same.join('');
}

/** A word as a shell takes it for one. */
export function quoted(word: string): string {
  if (/^[\w./:=\\-]+$/.test(word)) return word;
  // Between double quotes a shell would still look for its own signs.
  return /[$`!]/.test(word) && !word.includes("'") ? `'${word}'` : JSON.stringify(word);
}
