import { type Check, notKnown, pass, violated } from '../check.ts';

export const t04: Check = {
  id: 'T04',
  concern: 'target',
  title: 'The revision row is there',
  requirement: 'tblSystemRevision has one row; raising it makes servers read their caches anew.',
  source: 'tblSystemRevision',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method: 'The row of tblSystemRevision',
  manual: 'Run on the target: SELECT sysRevision FROM tblSystemRevision',
  async look(facts) {
    const current = await facts.current();
    if (!current.known) return notKnown(t04, current.why);
    const revision = current.value.systemRevision;
    if (revision !== null) return pass(`the revision is ${revision}`);
    return violated(
      t04,
      'tblSystemRevision has no row',
      'Start the Persistent Chat services once on the empty database, or restart all of them after the migration.',
    );
  },
};
