/** Every check of the target database, in the order of its id. To add one, add its file and its line. */
import type { Check } from './check.ts';
import { t01 } from './target-checks/t01-not-the-source.ts';
import { t02 } from './target-checks/t02-static-rows.ts';
import { t03 } from './target-checks/t03-root.ts';
import { t04 } from './target-checks/t04-revision-row.ts';
import { t05 } from './target-checks/t05-conflicts-are-known.ts';
import { t06 } from './target-checks/t06-ids.ts';
import { t07 } from './target-checks/t07-collation.ts';
import { t08 } from './target-checks/t08-target-rights.ts';
import { t09 } from './target-checks/t09-journal.ts';
import { t10 } from './target-checks/t10-writable.ts';
import { t11 } from './target-checks/t11-space.ts';
import { t12 } from './target-checks/t12-recovery-model.ts';
import { t13 } from './target-checks/t13-replicas.ts';
import { t14 } from './target-checks/t14-target-backup.ts';

export const TARGET_CHECKS: readonly Check[] = [t01, t02, t03, t04, t05, t06, t07, t08, t09, t10, t11, t12, t13, t14];
