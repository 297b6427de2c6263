/** Users of a target, as numbers: they are as many as the company has, and nobody asks who they are. */
import type { CurrentPrincipal } from './current.ts';

export interface UsersOfTarget {
  readonly users: number;
  /** Of them, those with a policy of their own. */
  readonly withPolicy: number;
}

export const NO_USERS: UsersOfTarget = { users: 0, withPolicy: 0 };

/** tblPrincipalType: a regular user. */
const USER = 5;

/** @param before what was counted so far */
export function countUsers(
  principals: Iterable<Pick<CurrentPrincipal, 'prinTypeID' | 'prinPolicyID'>>,
  before: UsersOfTarget = NO_USERS,
): UsersOfTarget {
  let { users, withPolicy } = before;
  for (const { prinTypeID, prinPolicyID } of principals) {
    if (prinTypeID !== USER) continue;
    users += 1;
    if (prinPolicyID !== null) withPolicy += 1;
  }
  return { users, withPolicy };
}
