/** Search conditions as LDAP filters. Values go in as values; no filter text is ever built. */
import { AndFilter, EqualityFilter, type Filter, OrFilter, PresenceFilter, SubstringFilter } from 'ldapts';
import type { Condition } from '#src/cutover/directory-port.ts';

export function ldapFilter(condition: Condition): Filter {
  if ('equals' in condition) {
    return new EqualityFilter({ attribute: condition.equals[0], value: condition.equals[1] });
  }
  if ('startsWith' in condition) {
    return new SubstringFilter({ attribute: condition.startsWith[0], initial: condition.startsWith[1] });
  }
  if ('present' in condition) return new PresenceFilter({ attribute: condition.present });
  if ('all' in condition) return new AndFilter({ filters: condition.all.map(ldapFilter) });
  return new OrFilter({ filters: condition.any.map(ldapFilter) });
}
