import { type Check, notApplicable, notKnown, pass, violated } from '../check.ts';
import { chatService, dependency, isStandardEdition, poolOf } from '../topology.ts';

const SUPPORTED = [
  { prefix: '10.50.', name: 'SQL Server 2008 R2' },
  { prefix: '11.0.', name: 'SQL Server 2012' },
] as const;

export const d05: Check = {
  id: 'D05',
  concern: 'deployment',
  title: 'The SQL Server of the target is one that Persistent Chat supports',
  requirement:
    'The Persistent Chat database stands on a 64-bit SQL Server 2008 R2 or 2012, Standard or Enterprise (Express with a Standard Edition server only).',
  source: 'Technical requirements for Persistent Chat Server; Database software support',
  severity: 'block',
  endangers: 'support',
  results: ['pass', 'block', 'unknown', 'not-applicable'],
  again: ['migrate', 'cutover'],
  method:
    'SERVERPROPERTY of the target: ProductVersion, Edition, and the processor type of @@VERSION; for Express also the exported topology',
  manual: "Run on the target: SELECT @@VERSION, SERVERPROPERTY('Edition')",
  async look(facts) {
    const sql = await facts.sql('target');
    if (!sql.known) return notKnown(d05, sql.why);
    const { version, edition, is64Bit } = await sql.value.server();
    const looked = `${edition}, version ${version}`;
    if (/sqlite/i.test(edition)) return notApplicable('the target is an embedded database for rehearsals');
    const product = SUPPORTED.find(({ prefix }) => version.startsWith(prefix));
    if (product === undefined) {
      return violated(d05, looked, 'Move the database to SQL Server 2008 R2 or 2012; others are not supported.');
    }
    if (is64Bit === false) return violated(d05, looked, 'Use a 64-bit server.');
    if (/^(standard|enterprise)/i.test(edition)) return pass(`${product.name}: ${looked}`);
    if (!/^express/i.test(edition)) return violated(d05, looked, 'Use the Standard or Enterprise edition.');
    const { poolFqdn } = facts.settings;
    const topology = await facts.topology();
    if (poolFqdn === null || !topology.known) {
      return notKnown(d05, `${looked}: only for a Standard Edition server, which an exported topology would tell`);
    }
    const pool = poolOf(topology.value, poolFqdn);
    const service = chatService(topology.value, poolFqdn);
    const store = service === null ? null : dependency(service, /^PersistentChatStore$/i);
    const own = store?.toLowerCase() === poolFqdn.toLowerCase();
    if (pool !== null && isStandardEdition(pool) && own) return pass(`${product.name}: ${looked}, Standard Edition`);
    return violated(d05, `${looked}, but ${poolFqdn} is no Standard Edition server with its own database`, NO_EXPRESS);
  },
};

const NO_EXPRESS = 'Use the Standard or Enterprise edition of SQL Server.';
