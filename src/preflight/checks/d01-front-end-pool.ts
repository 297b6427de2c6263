import { text } from '#src/cutover/directory-port.ts';
import { type Check, notKnown, pass, violated } from '../check.ts';
import { lyncPools, POOL_VERSION_2013 } from '../forest-objects.ts';

const SIP_PORT = 5061;
/** rangeUpper of ms-RTC-SIP-SchemaVersion in Lync Server 2013. */
const SCHEMA_2013 = 1150;

export const d01: Check = {
  id: 'D01',
  concern: 'deployment',
  title: 'Lync Server 2013 is deployed before Persistent Chat',
  requirement: 'A Lync Server 2013 Front End pool or Standard Edition server exists and runs.',
  source: 'Deployment checklist for Persistent Chat Server; Technical requirements for Persistent Chat Server',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method:
    'LDAP: rangeUpper of ms-RTC-SIP-SchemaVersion (1150) and msRTCSIP-Pool objects with their msRTCSIP-PoolVersion; TCP 5061 of one of the pools',
  manual: 'Run in the Lync Server Management Shell: Get-CsPool, then Test-NetConnection POOL -Port 5061',
  async look(facts) {
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d01, forest.why);
    const { primary } = forest.value;
    const { schemaBase } = await primary.describe();
    const [schema] = await primary.search({
      base: `CN=ms-RTC-SIP-SchemaVersion,${schemaBase}`,
      scope: 'base',
      where: { present: 'objectClass' },
      attributes: ['rangeUpper'],
    });
    const version = schema === undefined ? null : Number(text(schema, 'rangeUpper') ?? Number.NaN);
    if (version !== null && version < SCHEMA_2013) {
      return violated(d01, `the schema of the forest has version ${version}`, PREPARE);
    }
    const pools = await lyncPools(forest.value);
    const fit = pools.filter((pool) => pool.version === null || pool.version >= POOL_VERSION_2013);
    if (fit.length === 0) {
      const seen = pools.map((pool) => `${pool.fqdn} (version ${pool.version})`).join(', ');
      return violated(d01, seen === '' ? 'the directory has no pool' : `only older pools: ${seen}`, DEPLOY);
    }
    const names = fit.map(({ fqdn }) => fqdn).filter(Boolean);
    const reached = await Promise.all(names.map((name) => facts.network.connect(name, SIP_PORT)));
    const at = reached.findIndex((each) => each.reached);
    if (at >= 0) return pass(`${names[at]} answers at ${SIP_PORT}`);
    return notKnown(d01, `the directory has ${names.join(', ')}, but none answers at ${SIP_PORT} from here`);
  },
};

const PREPARE = 'Run Install-CsAdServerSchema of Lync Server 2013, then deploy a pool of it.';
const DEPLOY = 'Deploy a Lync Server 2013 Front End pool or Standard Edition server first.';
