import { type Check, notKnown, pass, violated } from '../check.ts';

const SUPPORTED = [
  { prefix: '10.50.', name: 'SQL Server 2008 R2' },
  { prefix: '11.0.', name: 'SQL Server 2012' },
] as const;
const EDITIONS = /^(standard|enterprise|express)/i;

export const d05: Check = {
  id: 'D05',
  concern: 'deployment',
  title: 'The SQL Server of the target is one that Persistent Chat supports',
  requirement:
    'The Persistent Chat database stands on a 64-bit SQL Server 2008 R2 or 2012, Standard or Enterprise (Express with a Standard Edition server only).',
  source: 'Technical requirements for Persistent Chat Server; Database software support',
  severity: 'block',
  method: 'SERVERPROPERTY of the target: ProductVersion, Edition, and the processor type of @@VERSION',
  manual: "Run on the target: SELECT @@VERSION, SERVERPROPERTY('Edition')",
  async look(facts) {
    const sql = await facts.sql('target');
    if (!sql.known) return notKnown(d05, sql.why);
    const { version, edition, is64Bit } = await sql.value.server();
    const looked = `${edition}, version ${version}`;
    const product = SUPPORTED.find(({ prefix }) => version.startsWith(prefix));
    if (product === undefined) {
      return violated(
        d05,
        looked,
        'Move the database to SQL Server 2008 R2 or 2012; other versions are not supported.',
      );
    }
    if (!EDITIONS.test(edition)) return violated(d05, looked, 'Use the Standard or Enterprise edition.');
    if (is64Bit === false) return violated(d05, looked, 'Use a 64-bit server.');
    return pass(`${product.name}: ${looked}`);
  },
};
