/**
 * Every verb of the command line, in the order in which a weekend needs them. To add one, add its line. What a verb needs
 * is loaded when the verb is asked for: a start takes its time, and its memory, for nothing else.
 */
import type { Verb } from './verb.ts';

/** A verb by name, which is the `name` of what it loads. */
export interface NamedVerb {
  readonly name: string;
  /** Takes `--acknowledge ID=REASON`; said here, so that commands that name the verb need not load it to know. */
  readonly acknowledges?: true;
  load(): Promise<Verb>;
}

export const VERBS: readonly NamedVerb[] = [
  { name: 'init', load: async () => (await import('./init.ts')).initVerb },
  { name: 'describe', load: async () => (await import('./describe.ts')).describeVerb },
  { name: 'doctor', load: async () => (await import('./doctor.ts')).doctorVerb },
  { name: 'preflight', acknowledges: true, load: async () => (await import('./preflight.ts')).preflightVerb },
  { name: 'plan', acknowledges: true, load: async () => (await import('./plan.ts')).planVerb },
  { name: 'migrate', acknowledges: true, load: async () => (await import('./migrate.ts')).migrateVerb },
  { name: 'verify', load: async () => (await import('./verify.ts')).verifyVerb },
  { name: 'cutover', acknowledges: true, load: async () => (await import('./cutover.ts')).cutoverVerb },
  { name: 'rollback', load: async () => (await import('./rollback.ts')).rollbackVerb },
  { name: 'status', load: async () => (await import('./status.ts')).statusVerb },
  { name: 'report', load: async () => (await import('./report.ts')).reportVerb },
  { name: 'rehearse', load: async () => (await import('./rehearse.ts')).rehearseVerb },
  { name: 'fixture create', load: async () => (await import('./fixture-create.ts')).fixtureCreateVerb },
];

export function loadVerbs(named: readonly NamedVerb[] = VERBS): Promise<Verb[]> {
  return Promise.all(
    named.map(async ({ acknowledges, load }) => ({ ...(await load()), acknowledges: acknowledges === true })),
  );
}

/** @param name of a verb, or the first words of a command line */
export function takesAcknowledgements(name: string): boolean {
  return VERBS.some((verb) => verb.acknowledges === true && `${name} `.startsWith(`${verb.name} `));
}
