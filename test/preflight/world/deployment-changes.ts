/** Changes of the deployment: directory, names, ports, certificates, topology, file store, configuration. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { homeServerDn, trustedServiceDn } from '#fixtures/directory/lync-objects.ts';
import type { DirectoryEntry, DirectoryPort } from '#src/cutover/directory-port.ts';
import { BASE, CONTACTS, RTC } from '#test/directory/directories.ts';
import { Authority } from './authority.ts';
import {
  all,
  answer,
  attribute,
  type Change,
  certificate,
  change,
  closed,
  file,
  object,
  record,
  schemaAttribute,
  setting,
  stand,
  topology,
} from './change.ts';
import {
  authorityDn,
  CHAT_ADMINISTRATORS,
  inComputers,
  inUsers,
  lookupUser,
  PUBLISHERS,
  SIP_URI,
} from './directory-objects.ts';
import { CHAT_POOL, clusterId, FRONT_END_POOL, HOSTS, instance, service } from './topology-xml.ts';

const [FE1] = HOSTS.frontEnds;
const [PC1, PC2] = HOSTS.chat;
const WEB = 443;
const SIP = 5061;
const SYSTEM = 'operatingSystem';
const SETTINGS_OF_DC = `CN=NTDS Settings,CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration,${BASE}`;
const SCHEMA_VERSION = `CN=ms-RTC-SIP-SchemaVersion,CN=Schema,CN=Configuration,${BASE}`;
const KB = 1024;
const machine = (name: string): string => `<Machine Fqdn="${name}" />`;

function endpoint(name: string, uri: string, service = trustedServiceDn(BASE)) {
  return object(`CN=${name},${CONTACTS}`, {
    objectClass: 'contact',
    'msRTCSIP-PrimaryUserAddress': uri,
    'msRTCSIP-ApplicationDestination': service,
    'msRTCSIP-PrimaryHomeServer': homeServerDn(BASE, '1:2'),
  });
}

const OTHER_SERVICE = `CN={other},CN=Trusted Services,${RTC}`;
const otherService = object(OTHER_SERVICE, {
  objectClass: 'msRTCSIP-TrustedService',
  'msRTCSIP-TrustedServerFQDN': 'other.contoso.com',
  'msRTCSIP-TrustedServicePort': '5041',
});

const DIRECTORY: readonly Change[] = [
  change('the schema is of 2010', schemaAttribute(SCHEMA_VERSION, 'rangeUpper', '1100', '1150'), { D01: 'block' }),
  change('the pool of Front Ends is of 2010', attribute(`CN=1:2,CN=Pools,${RTC}`, 'msRTCSIP-PoolVersion', ['5']), {
    D01: 'block',
  }),
  change('a server runs Windows Server 2003', attribute(inComputers('pc1'), SYSTEM, ['Windows Server 2003']), {
    D03: 'block',
  }),
  change(
    'a server runs 2008 R2 without its service pack',
    attribute(inComputers('pc1'), SYSTEM, ['Windows Server 2008 R2 Standard']),
    { D03: 'block' },
  ),
  change('the directory does not tell the system of a server', attribute(inComputers('pc2'), SYSTEM, []), {
    D03: 'unknown',
  }),
  change(
    'the operator is no administrator of Persistent Chat',
    attribute(inUsers(CHAT_ADMINISTRATORS), 'member', [inUsers('bea')]),
    { D14: 'block' },
  ),
  change('the operator may not publish', attribute(inUsers(PUBLISHERS), 'member', [inUsers('bea')]), { D14: 'warn' }),
  change('Persistent Chat has no administrator', attribute(inUsers(CHAT_ADMINISTRATORS), 'member', []), {
    D14: 'block',
    D15: 'warn',
  }),
  change('the authority is no longer one of the forest', attribute(authorityDn('Contoso CA'), 'cACertificate', ['-']), {
    D20: 'warn',
  }),
  change(
    'a Front End is not in the directory by its name',
    attribute(inComputers('fe2'), 'dNSHostName', ['fe9.contoso.com']),
    {
      D24: 'unknown',
    },
  ),
  change(
    'a server is in another domain',
    stand(() => ({ forest: (forest) => ({ ...forest, primary: inOtherDomain(forest.primary, 'pc2') }) })),
    { D24: 'warn' },
    'the forest of the tests has one domain',
  ),
  change('no controller is a global catalogue', attribute(SETTINGS_OF_DC, 'options', ['0']), { D25: 'warn' }),
  change(
    'nobody has the SIP URI',
    attribute(inUsers('OCSChat'), 'msRTCSIP-PrimaryUserAddress', ['sip:other@contoso.com']),
    { D26: 'block' },
  ),
  change('the user with the SIP URI is not enabled', attribute(inUsers('OCSChat'), 'msRTCSIP-UserEnabled', ['FALSE']), {
    D26: 'block',
  }),
  change('two users have the SIP URI', object(inUsers('Second'), lookupUser('second')), { D26: 'block' }),
  change('an endpoint has the SIP URI while the user has it', endpoint('legacy', SIP_URI), {
    D27: 'block',
    D28: 'pass',
  }),
  change(
    'an endpoint with the SIP URI leads to another pool',
    all(otherService, endpoint('legacy', SIP_URI, OTHER_SERVICE)),
    { D27: 'block', D28: 'warn' },
  ),
  change(
    'the cut-over is done',
    all(attribute(inUsers('OCSChat'), 'msRTCSIP-PrimaryUserAddress', []), endpoint('legacy', SIP_URI)),
    { D28: 'pass' },
  ),
  change('a second endpoint leads to the pool', endpoint('second', 'sip:second@contoso.com'), { D29: 'warn' }),
];

const NETWORK: readonly Change[] = [
  change('no Front End answers at its port', all(...HOSTS.frontEnds.map((name) => closed(name, SIP))), {
    D01: 'unknown',
    D19: 'unknown',
  }),
  change('Message Queuing is off', closed(PC1, 1801), { D04: 'block' }),
  change('a web service is off', closed(FE1, WEB), { D19: 'unknown', D20: 'unknown', D22: 'warn' }),
  change('SIP of a chat server is off', closed(PC2, 5041), { D22: 'warn' }),
  change('one of the two service ports is closed', closed(PC1, 881), {}),
  change('both service ports are closed', closed(PC1, 881, 8011), { D22: 'warn' }),
  change('the pool has no address', record(CHAT_POOL, null), { D21: 'block' }),
  change('a server has no address', record(PC2, null), { D04: 'unknown', D21: 'block', D22: 'unknown' }),
  change(
    'the pool leads to one server only',
    record(CHAT_POOL, (world) => [world.address(PC1)]),
    { D21: 'block' },
  ),
  change(
    'the web certificate is of another authority',
    certificate(FE1, [WEB], {}, ({ authorities }) => authorities.other),
    { D19: 'block', D20: 'warn' },
  ),
  change(
    'both certificates are of an external authority',
    certificate(FE1, [WEB, SIP], {}, ({ authorities }) => authorities.other),
    { D20: 'warn' },
  ),
  change(
    'the web certificate is of an authority of the same name with another key',
    certificate(FE1, [WEB], {}, async ({ folder }) => {
      const own = mkdtempSync(join(folder, 'twin-'));
      return await Authority.create(own, 'twin', 'Contoso CA');
    }),
    { D19: 'block', D20: 'warn' },
  ),
  change('the web certificate ends within the weekend', certificate(FE1, [WEB], { toDay: 2 }), { D19: 'block' }),
  change('the web certificate begins within the weekend', certificate(FE1, [WEB], { fromDay: 2 }), { D19: 'block' }),
  change('the web certificate lacks the name', certificate(FE1, [WEB], { alternativeNames: [FRONT_END_POOL] }), {
    D19: 'block',
  }),
  change('the web certificate is one for clients', certificate(FE1, [WEB], { purpose: 'clientAuth' }), {
    D19: 'block',
  }),
  change('the key of the web certificate is short', certificate(FE1, [WEB], { bits: 1024 }), { D19: 'block' }),
];

const TOPOLOGY: readonly Change[] = [
  change(
    'the Persistent Chat pool has no next hop',
    topology('<Dependency Usage="Default"><ServiceId SiteId="1" RoleName="Registrar" Instance="1" /></Dependency>', ''),
    {
      D02: 'block',
      D17: 'unknown',
      D24: 'unknown',
    },
  ),
  change('there is no backup SQL Server', topology(instance(4), ''), { D10: 'warn' }),
  change(
    'the Front End is a Standard Edition server of another name',
    topology(HOSTS.frontEnds.map(machine).join(''), machine(FRONT_END_POOL)),
    { D17: 'block', D24: 'unknown' },
  ),
  change('the pool has one server', topology(machine(PC2), ''), { D18: 'warn' }),
  change('the SIP domain is not served', topology('Name="contoso.com"', 'Name="fabrikam.com"'), { D30: 'block' }),
  change(
    'there is a second Persistent Chat pool',
    topology('  <Services>\n', `  <Services>\n${service('PersistentChatService', clusterId(3), [], '', 2)}\n`),
    { D34: 'warn' },
  ),
];

/** What is unknown where no directory answers. */
const WITHOUT_DIRECTORY = Object.fromEntries(
  ['D01', 'D03', 'D14', 'D15', 'D20', 'D23', 'D24', 'D25', 'D26', 'D27', 'D28', 'D29', 'S16'].map(
    (id) => [id, 'unknown'] as const,
  ),
);

const NO_TOPOLOGY = setting('preflight', 'topologyFile', undefined);
const WITHOUT_TOPOLOGY = {
  D03: 'unknown',
  D04: 'unknown',
  D10: 'unknown',
  D11: 'unknown',
  D12: 'unknown',
  D13: 'unknown',
  D17: 'unknown',
  D18: 'unknown',
  D22: 'unknown',
  D24: 'unknown',
  D30: 'unknown',
  D34: 'unknown',
} as const;

const CONFIGURED: readonly Change[] = [
  change('no directory is configured', setting('directory', 'url', undefined), WITHOUT_DIRECTORY),
  change('no topology is exported', NO_TOPOLOGY, WITHOUT_TOPOLOGY),
  change(
    'no topology is exported, and the directory knows no such service',
    all(NO_TOPOLOGY, attribute(trustedServiceDn(BASE), 'msRTCSIP-TrustedServicePort', ['5061'])),
    { ...WITHOUT_TOPOLOGY, D02: 'block' },
  ),
  change('no name server answers', setting('preflight', 'nameServers', ['127.0.0.1:1']), {
    D01: 'unknown',
    D04: 'unknown',
    D19: 'unknown',
    D20: 'unknown',
    D21: 'unknown',
    D22: 'unknown',
  }),
  change('compliance is not wanted', answer('compliance', 'no'), { D07: 'not-applicable' }),
  change('the compliance database is not there', setting('compliance', 'url', 'sqlite:missing.sqlite'), {
    D07: 'block',
  }),
  change('the file store is no path', setting('preflight', 'fileStore', 'files'), { D11: 'block' }),
  change('the file store is local to a pool of two servers', setting('preflight', 'fileStore', 'D:\\chat'), {
    D11: 'block',
  }),
  change('the file store is not mounted where it should be', setting('preflight', 'fileStoreMount', '/nowhere'), {
    D11: 'block',
    D12: 'unknown',
    D13: 'unknown',
  }),
  change('the repository is not given', setting('preflight', 'repositoryMount', undefined), {
    S29: 'unknown',
    S30: 'unknown',
  }),
  change('the repository has a file that is too large', file('film.avi', 21_000 * KB), { S30: 'warn' }),
  change('the file store has no room for the repository', file('films.vhd', 8 * 1024 ** 3 * KB), {
    D12: 'block',
    S30: 'warn',
  }),
  change('nobody may write to the file store', setting('preflight', 'fileStoreMount', '/proc'), { D12: 'block' }),
  change(
    'the file store is on the file system of this machine',
    stand(() => ({ fileSystem: null })),
    { D13: 'block' },
  ),
  change('the directory does not know the operator', setting('preflight', 'operator', 'CONTOSO\\nobody'), {
    D14: 'unknown',
  }),
  change(
    'no window is configured',
    (world) => {
      const before = world.settings;
      world.settings = { ...before, window: {} };
      return () => {
        world.settings = before;
      };
    },
    { D19: 'unknown' },
  ),
  change('the SIP URI is of a domain that is not served', setting('lookup', 'sipUri', 'sip:ocschat@fabrikam.com'), {
    D26: 'block',
    D30: 'block',
  }),
  change('a planning question is open', answer('availability', undefined), { D35: 'unknown' }),
  change('there are too many users', answer('users', '200,000'), { D35: 'warn' }),
];

export const DEPLOYMENT_CHANGES: readonly Change[] = [...DIRECTORY, ...NETWORK, ...TOPOLOGY, ...CONFIGURED];

/** The computer as a controller of another domain would name it. */
function inOtherDomain(port: DirectoryPort, name: string): DirectoryPort {
  const moved = (entry: DirectoryEntry): DirectoryEntry =>
    entry.dn.toLowerCase() === inComputers(name).toLowerCase()
      ? { ...entry, dn: `CN=${name},CN=Computers,DC=emea,${BASE}` }
      : entry;
  return {
    describe: () => port.describe(),
    search: async (query) => (await port.search(query)).map(moved),
    add: (dn, from) => port.add(dn, from),
    modify: (guid, changes) => port.modify(guid, changes),
    remove: (guid) => port.remove(guid),
    restore: (guid, dn) => port.restore(guid, dn),
  };
}
