/** Every verb of the command line, in the order in which a weekend needs them. To add one, add its line. */
import { cutoverVerb } from './cutover.ts';
import { describeVerb } from './describe.ts';
import { doctorVerb } from './doctor.ts';
import { fixtureCreateVerb } from './fixture-create.ts';
import { initVerb } from './init.ts';
import { migrateVerb } from './migrate.ts';
import { planVerb } from './plan.ts';
import { preflightVerb } from './preflight.ts';
import { rehearseVerb } from './rehearse.ts';
import { reportVerb } from './report.ts';
import { rollbackVerb } from './rollback.ts';
import { statusVerb } from './status.ts';
import type { Verb } from './verb.ts';
import { verifyVerb } from './verify.ts';

export const VERBS: readonly Verb[] = [
  initVerb,
  describeVerb,
  doctorVerb,
  preflightVerb,
  planVerb,
  migrateVerb,
  verifyVerb,
  cutoverVerb,
  rollbackVerb,
  statusVerb,
  reportVerb,
  rehearseVerb,
  fixtureCreateVerb,
];
