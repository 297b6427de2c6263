/** A deployment in which every check of the deployment passes; each test changes one thing of it. */
import { createHash, X509Certificate } from 'node:crypto';
import {
  attributes,
  type DirectoryEntry,
  type DirectoryPort,
  type DirectoryQuery,
  type Forest,
  text,
  texts,
} from '#src/cutover/directory-port.ts';
import { isWithin, parentDn, sameDn } from '#src/model/distinguished-name.ts';
import { guidBytes } from '#src/model/object-identity.ts';
import type { Facts } from '#src/preflight/facts.ts';
import type { PresentedCertificate, Reached } from '#src/preflight/network-port.ts';
import { known, unknown } from '#src/preflight/reading.ts';
import type { Topology } from '#src/preflight/topology.ts';
import { factsOf, NOW } from './facts.ts';

export const BASE = 'DC=contoso,DC=com';
const CONFIGURATION = `CN=Configuration,${BASE}`;
const RTC = `CN=RTC Service,CN=Services,${CONFIGURATION}`;
const SITES = `CN=Sites,${CONFIGURATION}`;
const AUTHORITIES = `CN=Certification Authorities,CN=Public Key Services,CN=Services,${CONFIGURATION}`;
export const GUID = '11111111-2222-3333-4444-555555555555';
export const URI = 'sip:ocschat@contoso.com';
export const DAY = 86_400_000;

type Values = Record<string, string | readonly string[] | Buffer>;
export type Objects = Map<string, Values>;

export interface DeploymentWorld {
  objects: Objects;
  domains: string[];
  topology: Topology | null;
  addresses: Map<string, string[]>;
  /** `host:port` that do not answer: refused, or silent. */
  closed: Map<string, 'refused' | 'silent'>;
  certificates: Map<string, PresentedCertificate[]>;
  store: { fileSystem: string | null; freeBytes: bigint } | null;
  refusal: string | null;
  settings: { -readonly [K in keyof Facts['settings']]: Facts['settings'][K] };
  activity: { sessions: string[] | null; lastPing: number | null };
  directory: boolean;
}

export function deploymentWorld(authority: Buffer): DeploymentWorld {
  const service = `CN={svc},CN=Trusted Services,${RTC}`;
  return {
    objects: new Map<string, Values>([
      [`CN=ms-RTC-SIP-SchemaVersion,CN=Schema,${CONFIGURATION}`, { rangeUpper: '1150' }],
      [
        `CN=1:2,CN=Pools,${RTC}`,
        { objectClass: 'msRTCSIP-Pool', 'msRTCSIP-PoolVersion': '6', dNSHostName: 'fe.contoso.com' },
      ],
      [
        service,
        { objectClass: 'x', 'msRTCSIP-TrustedServerFQDN': 'pcpool.contoso.com', 'msRTCSIP-TrustedServicePort': '5041' },
      ],
      [
        `CN={auto},CN=Application Contacts,${RTC}`,
        {
          objectClass: 'contact',
          'msRTCSIP-PrimaryUserAddress': 'sip:auto@contoso.com',
          'msRTCSIP-ApplicationDestination': service,
        },
      ],
      ...['fe1', 'pc1', 'pc2'].map((name): [string, Values] => [
        `CN=${name},CN=Computers,${BASE}`,
        {
          objectClass: 'computer',
          dNSHostName: `${name}.contoso.com`,
          operatingSystem: 'Windows Server 2012 Standard',
        },
      ]),
      [
        `CN=OCSChat,CN=Users,${BASE}`,
        { objectClass: ['user'], 'msRTCSIP-PrimaryUserAddress': URI, 'msRTCSIP-UserEnabled': 'TRUE' },
      ],
      [
        `CN=Ann,CN=Users,${BASE}`,
        {
          objectClass: ['user'],
          objectGUID: Buffer.from(guidBytes(GUID)),
          sAMAccountName: 'ann',
          memberOf: [`CN=Nested,${BASE}`],
        },
      ],
      [
        `CN=Nested,${BASE}`,
        {
          objectClass: 'group',
          sAMAccountName: 'Nested',
          memberOf: ['CsPersistentChatAdministrator', 'RTCUniversalServerAdmins', 'Domain Admins'].map(
            (name) => `CN=${name},${BASE}`,
          ),
        },
      ],
      ...['CsPersistentChatAdministrator', 'RTCUniversalServerAdmins', 'Domain Admins'].map(
        (name): [string, Values] => [
          `CN=${name},${BASE}`,
          { objectClass: 'group', sAMAccountName: name, member: [`CN=Nested,${BASE}`] },
        ],
      ),
      [`CN=DC1,${SITES}`, { objectClass: 'server', dNSHostName: 'dc1.contoso.com' }],
      [`CN=NTDS Settings,CN=DC1,${SITES}`, { objectClass: 'nTDSDSA', options: '1' }],
      [`CN=Contoso CA,${AUTHORITIES}`, { objectClass: 'certificationAuthority', cACertificate: authority }],
    ]),
    domains: [BASE],
    topology: topology(),
    addresses: new Map([
      ['pcpool.contoso.com', ['10.0.0.1', '10.0.0.2']],
      ['pc1.contoso.com', ['10.0.0.1']],
      ['pc2.contoso.com', ['10.0.0.2']],
    ]),
    closed: new Map(),
    certificates: new Map(
      [443, 5061].map((port) => [`fe1.contoso.com:${port}`, [leaf(authority), leaf(authority)]] as const),
    ),
    store: { fileSystem: 'NTFS', freeBytes: 1n },
    refusal: null,
    settings: {
      sipUri: URI,
      poolFqdn: 'pcpool.contoso.com',
      operator: 'CONTOSO\\ann',
      fileStore: null,
      fileStoreMount: null,
      window: { from: NOW - DAY, to: NOW + DAY },
      answers: new Map(
        ['users', 'concurrent', 'ethicalWalls', 'creators', 'addIns', 'availability', 'dataResidency']
          .map((id) => [id, '100'] as [string, string])
          .concat([['compliance', 'no']]),
      ),
    },
    activity: { sessions: [], lastPing: NOW - DAY },
    directory: true,
  };
}

export function leaf(raw: Buffer): PresentedCertificate {
  const key = new X509Certificate(raw).publicKey.export({ type: 'spki', format: 'der' });
  return {
    subject: 'CN=fe1.contoso.com',
    issuer: 'CN=Contoso CA',
    authorityKeyId: 'AA',
    subjectKeyId: null,
    publicKeyHash: createHash('sha256').update(key).digest('hex'),
    notBefore: NOW - 30 * DAY,
    notAfter: NOW + 30 * DAY,
    dnsNames: ['fe1.contoso.com'],
    extendedKeyUsages: ['1.3.6.1.5.5.7.3.1'],
    keyType: 'rsa',
    keyBits: 2048,
    raw,
  };
}

export function topology(): Topology {
  const chat = {
    role: 'PersistentChatService',
    version: 6,
    dependsOn: [
      { role: 'Registrar', fqdn: 'fe.contoso.com' },
      { role: 'PersistentChatStore', fqdn: 'sql.contoso.com' },
      { role: 'FileStore', fqdn: 'files.contoso.com' },
    ],
    place: null,
    backup: null,
    ports: [5041],
  };
  const bare = { version: 6, dependsOn: [], ports: [] };
  return {
    sipDomains: ['contoso.com'],
    pools: [
      { fqdn: 'fe.contoso.com', computers: ['fe1.contoso.com'], services: [] },
      { fqdn: 'pcpool.contoso.com', computers: ['pc1.contoso.com', 'pc2.contoso.com'], services: [chat] },
      {
        fqdn: 'sql.contoso.com',
        computers: ['sql.contoso.com'],
        services: [{ ...bare, role: 'PersistentChatStore', place: 'sql', backup: 'sql2' }],
      },
      {
        fqdn: 'files.contoso.com',
        computers: ['files.contoso.com'],
        services: [{ ...bare, role: 'FileStore', place: '\\\\files\\chat', backup: null }],
      },
    ],
  };
}

/** Everything but the databases, which `stated` gives. */
export function worldFacts(world: DeploymentWorld, stated: Parameters<typeof factsOf>[0] = {}): Facts {
  const forest: Forest = { primary: port(world), others: new Map(), globalCatalogue: null };
  return {
    ...factsOf(stated),
    settings: world.settings,
    network: {
      resolve: async (name) => world.addresses.get(name) ?? [],
      connect: async (host, at): Promise<Reached> => {
        const state = world.closed.get(`${host}:${at}`) ?? world.closed.get(`*:${at}`);
        return state === undefined ? { reached: true } : { reached: false, refused: state === 'refused', why: state };
      },
      tls: async (host, at) => ({ chain: world.certificates.get(`${host}:${at}`) ?? [], protocol: 'TLSv1.2' }),
    },
    fileStore: { contents: async () => null, facts: async () => world.store, probe: async () => world.refusal },
    forest: async () => (world.directory ? known(forest) : unknown('no directory is configured')),
    topology: async () => (world.topology === null ? unknown('no topology is configured') : known(world.topology)),
    activity: async () => known({ ...world.activity, counters: {} }),
  };
}

function port(world: DeploymentWorld): DirectoryPort {
  const refuse = async () => Promise.reject(new Error('read only'));
  return {
    describe: async () => ({
      server: 'dc1.contoso.com',
      domainBase: BASE,
      configurationBase: CONFIGURATION,
      schemaBase: `CN=Schema,${CONFIGURATION}`,
      forestBase: BASE,
      domains: world.domains,
      recycleBin: false,
      token: [],
    }),
    search: async (query) =>
      [...world.objects]
        .map(([dn, from]): DirectoryEntry => ({ dn, guid: dn, attributes: attributes(from) }))
        .filter((entry) => inScope(entry.dn, query) && matches(entry, query.where)),
    add: refuse,
    modify: refuse,
    remove: refuse,
    restore: refuse,
  };
}

function inScope(dn: string, { base, scope }: DirectoryQuery): boolean {
  if (typeof base !== 'string') return false;
  if (scope === 'base') return sameDn(dn, base);
  return scope === 'one' ? sameDn(parentDn(dn), base) : isWithin(dn, base);
}

function matches(entry: DirectoryEntry, where: DirectoryQuery['where']): boolean {
  if ('present' in where) return where.present === 'objectClass' || text(entry, where.present) !== null;
  if ('all' in where) return where.all.every((each) => matches(entry, each));
  if ('any' in where) return where.any.some((each) => matches(entry, each));
  if ('startsWith' in where) return false;
  const [name, wanted] = where.equals;
  if (typeof wanted === 'string')
    return texts(entry, name).some((value) => value.toLowerCase() === wanted.toLowerCase());
  return [...entry.attributes].some(([key, list]) => key === name && list.some((value) => value.equals(wanted)));
}
