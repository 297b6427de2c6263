import type { Invariant } from './invariant.ts';

export const selfAffiliations: Invariant = {
  id: 'V13-self-affiliations',
  title: 'Every principal but the system users is affiliated to itself.',
  source: 'Persistent Chat database schema, tblPrincipalAffiliations',
  *check(facts) {
    for (const [id, type] of facts.principals) {
      if (facts.systemTypes.has(type) || facts.selfAffiliated.has(id)) continue;
      yield { subject: `principal ${id}`, message: 'is not affiliated to itself', owner: { principal: id } };
    }
  },
};
