import { type Check, notKnown, pass, violated } from '../check.ts';

/** "Capacity planning for Persistent Chat Server". */
const MOST = 2_000_000;

export const s35: Check = {
  id: 'S35',
  concern: 'source',
  title: 'There are not too many access entries',
  requirement: 'A deployment holds at most 2,000,000 roles and scope entries.',
  source: 'Capacity planning for Persistent Chat Server',
  severity: 'warn',
  endangers: 'support',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method: 'Planned rows of tblPrincipalRole and tblScopePrincipal',
  manual: 'Run: `gc2pc plan`, and add up roles and scopes',
  async look(facts) {
    const plan = await facts.plan();
    if (!plan.known) return notKnown(s35, plan.why);
    const entries = plan.value.tables
      .filter(({ table }) => table === 'tblPrincipalRole' || table === 'tblScopePrincipal')
      .reduce((sum, { plannedRows }) => sum + plannedRows, 0);
    const looked = `${entries} entries would be written`;
    return entries <= MOST
      ? pass(looked)
      : violated(s35, looked, 'Put groups in the place of single members before the migration.');
  },
};
