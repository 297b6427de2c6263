/** Every check of pre-flight, in the order in which it is listed. */
import type { Check } from './check.ts';
import { DEPLOYMENT_CHECKS } from './deployment-checks.ts';
import { SOURCE_CHECKS } from './source-checks.ts';
import { TARGET_CHECKS } from './target-checks.ts';

export const ALL_CHECKS: readonly Check[] = [...DEPLOYMENT_CHECKS, ...SOURCE_CHECKS, ...TARGET_CHECKS];
