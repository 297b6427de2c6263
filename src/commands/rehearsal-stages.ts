/** What a rehearsal does, in order. A stage is a verb with the options it is given; to rehearse more, add its line. */
import type { ExitName } from '#src/model/errors.ts';
import { fixtureCreateVerb } from './fixture-create.ts';
import { migrateVerb } from './migrate.ts';
import { planVerb } from './plan.ts';
import { rehearsedCutoverVerb, rehearsedDirectoryVerb, rehearsedRollbackVerb } from './rehearse-cutover.ts';
import { reportVerb } from './report.ts';
import type { Verb } from './verb.ts';
import { verifyVerb } from './verify.ts';

export interface RehearsalStage {
  readonly id: string;
  /** For people who have never seen the tool. */
  readonly title: string;
  readonly verb: Verb;
  readonly options: Readonly<Record<string, unknown>>;
}

export const REHEARSAL_STAGES: readonly RehearsalStage[] = [
  { id: 'fixture', title: 'make up a 2010 database and an empty 2013 one', verb: fixtureCreateVerb, options: {} },
  { id: 'plan', title: 'plan: what would change', verb: planVerb, options: {} },
  { id: 'migrate', title: 'migrate: load it', verb: migrateVerb, options: {} },
  { id: 'again', title: 'migrate again: nothing is left to do', verb: migrateVerb, options: {} },
  { id: 'verify', title: 'verify: compare every row', verb: verifyVerb, options: {} },
  { id: 'directory', title: 'make up a directory with the well-known user', verb: rehearsedDirectoryVerb, options: {} },
  { id: 'cutover', title: 'cutover: the user goes, the endpoint comes', verb: rehearsedCutoverVerb, options: {} },
  { id: 'rollback', title: 'rollback: and back again', verb: rehearsedRollbackVerb, options: {} },
  { id: 'cutover-again', title: 'cutover once more', verb: rehearsedCutoverVerb, options: {} },
  { id: 'report', title: 'report', verb: reportVerb, options: {} },
];

/** Rejected rows are what a nasty source is rehearsed for; the run goes on to prove the rest. */
export function goesOn(exit: ExitName): boolean {
  return exit === 'done' || exit === 'rejects';
}
