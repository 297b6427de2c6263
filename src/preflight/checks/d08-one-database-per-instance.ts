import { type Check, notKnown, pass, violated } from '../check.ts';

export const d08: Check = {
  id: 'D08',
  concern: 'deployment',
  title: 'One Persistent Chat database to a SQL Server instance',
  requirement: 'An instance holds one Persistent Chat database at most.',
  source: 'Server collocation in an Enterprise Edition Front End pool deployment',
  severity: 'warn',
  endangers: 'support',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method: 'The databases of the target’s instance that have the tables of a Persistent Chat database',
  manual: "Run on the target: EXEC sp_MSforeachdb 'IF OBJECT_ID(''[?].dbo.tblChat'') IS NOT NULL PRINT ''?'''",
  async look(facts) {
    const sql = await facts.sql('target');
    if (!sql.known) return notKnown(d08, sql.why);
    const names = await sql.value.databases();
    const alike: string[] = [];
    for (const name of names) if (await sql.value.looksLikePersistentChat(name)) alike.push(name);
    if (alike.length > 1) {
      return violated(d08, `on one instance: ${alike.join(', ')}`, 'Move all but one to other instances.');
    }
    if (names.length === 0) return notKnown(d08, 'the login sees no database of the instance');
    return pass(`${names.length} database(s) seen, ${alike.length} of them Persistent Chat`);
  },
};
