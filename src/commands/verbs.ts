/** Every verb of the command line, in the order in which a weekend needs them. To add one, add its line. */
import { initVerb } from './init.ts';
import type { Verb } from './verb.ts';

export const VERBS: readonly Verb[] = [initVerb];
