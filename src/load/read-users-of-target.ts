/** Counts the users of the target page by page: once it is loaded, they are too many to be held for that. */
import type { CurrentPrincipal } from '#src/model/current.ts';
import { countUsers, NO_USERS, type UsersOfTarget } from '#src/model/users-of-target.ts';
import { currentSpec } from './current-spec.ts';
import { recogniseTarget } from './recognise-target.ts';
import type { TargetReader } from './target-port.ts';

const COLUMNS: ReadonlySet<string> = new Set(['prinID', 'prinTypeID', 'prinPolicyID']);

/** @throws OperatorError where the database is no 2013 database, or not as documented */
export async function readUsersOfTarget(reader: TargetReader): Promise<UsersOfTarget> {
  recogniseTarget(await reader.catalogue());
  let counted = NO_USERS;
  for await (const page of reader.rows(currentSpec('tblPrincipal'), COLUMNS)) {
    counted = countUsers(page as unknown as readonly CurrentPrincipal[], counted);
  }
  return counted;
}
