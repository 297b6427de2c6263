/**
 * The objects of a Lync deployment as pre-flight reads them from the directory. Older deployments keep the RTC Service
 * below CN=System of the root domain instead of the configuration, so both places are asked.
 * Source: "Active Directory schema extensions, classes and attributes used by Lync Server 2013".
 */
import {
  type Condition,
  type DirectoryEntry,
  type DirectoryPort,
  type Forest,
  readByDn,
  text,
  texts,
  values,
} from '#src/cutover/directory-port.ts';
import { normalDn } from '#src/model/distinguished-name.ts';
import { sidBytes, sidText } from '#src/model/object-identity.ts';

/** Version of a pool in Lync Server 2013; 2010 is 5. */
export const POOL_VERSION_2013 = 6;
const SIP_ADDRESS = 'msRTCSIP-PrimaryUserAddress';
/** Groups in groups are followed to this depth; a chain of more is a loop or a mistake. */
const DEPTH = 20;

async function below(
  port: DirectoryPort,
  where: Condition,
  attributes: readonly string[],
  container = '',
): Promise<DirectoryEntry[]> {
  const { configurationBase, forestBase } = await port.describe();
  const found: DirectoryEntry[] = [];
  for (const top of [`CN=Services,${configurationBase}`, `CN=System,${forestBase}`]) {
    const base = `${container}CN=RTC Service,${top}`;
    found.push(...(await port.search({ base, scope: 'sub', where, attributes })));
  }
  return found;
}

export interface DirectoryPool {
  readonly fqdn: string;
  readonly version: number | null;
}

export async function lyncPools({ primary }: Forest): Promise<DirectoryPool[]> {
  const names = ['dNSHostName', 'msRTCSIP-PoolDisplayName', 'msRTCSIP-PoolVersion'];
  const entries = await below(primary, { equals: ['objectClass', 'msRTCSIP-Pool'] }, names);
  return entries.map((entry) => {
    const version = text(entry, 'msRTCSIP-PoolVersion');
    return {
      fqdn: text(entry, 'dNSHostName') ?? text(entry, 'msRTCSIP-PoolDisplayName') ?? '',
      version: version === null ? null : Number(version),
    };
  });
}

/** Ports of the trusted services of a pool. */
export async function trustedPorts({ primary }: Forest, poolFqdn: string): Promise<(number | null)[]> {
  const where: Condition = { equals: ['msRTCSIP-TrustedServerFQDN', poolFqdn] };
  const entries = await below(primary, where, ['msRTCSIP-TrustedServicePort']);
  return entries.map((entry) => {
    const port = text(entry, 'msRTCSIP-TrustedServicePort');
    return port === null ? null : Number(port);
  });
}

export interface Contact {
  readonly dn: string;
  readonly uri: string;
  /** FQDN of the pool that it leads to; null where it names none. */
  readonly pool: string | null;
}

/** The application contacts, with the pools that they lead to. */
export async function applicationContacts({ primary }: Forest): Promise<Contact[]> {
  const names = [SIP_ADDRESS, 'msRTCSIP-ApplicationDestination'];
  const where: Condition = { equals: ['objectClass', 'contact'] };
  const entries = await below(primary, where, names, 'CN=Application Contacts,');
  const contacts: Contact[] = [];
  for (const entry of entries) {
    const destination = text(entry, 'msRTCSIP-ApplicationDestination');
    const service = destination === null ? null : await readByDn(primary, destination, ['msRTCSIP-TrustedServerFQDN']);
    const pool = service === null ? null : text(service, 'msRTCSIP-TrustedServerFQDN');
    contacts.push({ dn: entry.dn, uri: text(entry, SIP_ADDRESS) ?? '', pool });
  }
  return contacts;
}

/** Searches the whole forest where a catalogue answers, else what the named controller holds. */
export async function inForest(
  forest: Forest,
  where: Condition,
  attributes: readonly string[],
): Promise<DirectoryEntry[]> {
  const { domainBase } = await forest.primary.describe();
  const own = await forest.primary.search({ base: domainBase, scope: 'sub', where, attributes });
  if (forest.globalCatalogue === null) return own;
  const known = new Set(own.map(({ guid }) => guid));
  const all = await forest.globalCatalogue.search({ base: '', scope: 'sub', where, attributes });
  return [...own, ...all.filter(({ guid }) => !known.has(guid))];
}

/** Users with a SIP address. */
export async function usersOf(forest: Forest, uri: string): Promise<DirectoryEntry[]> {
  const found = await inForest(forest, { equals: [SIP_ADDRESS, uri] }, ['objectClass', 'msRTCSIP-UserEnabled']);
  return found.filter((entry) => {
    const classes = texts(entry, 'objectClass').map((name) => name.toLowerCase());
    return classes.includes('user') && !classes.includes('contact');
  });
}

export async function computer(forest: Forest, fqdn: string): Promise<DirectoryEntry | null> {
  const where: Condition = { all: [{ equals: ['objectClass', 'computer'] }, { equals: ['dNSHostName', fqdn] }] };
  const names = ['operatingSystem', 'operatingSystemVersion', 'operatingSystemServicePack'];
  return (await inForest(forest, where, names))[0] ?? null;
}

export async function group(forest: Forest, name: string): Promise<DirectoryEntry | null> {
  const where: Condition = { all: [{ equals: ['objectClass', 'group'] }, { equals: ['sAMAccountName', name] }] };
  return (await inForest(forest, where, ['member', 'sAMAccountName']))[0] ?? null;
}

const OF_ACCOUNT = ['memberOf', 'primaryGroupID', 'objectSid'];

/** An account by its DN, its user principal name, or DOMAIN\user. */
export async function account(forest: Forest, name: string): Promise<DirectoryEntry | null> {
  if (name.includes('=')) return readByDn(forest.primary, name, OF_ACCOUNT);
  const [, short] = name.split('\\');
  const where: Condition =
    short === undefined ? { equals: ['userPrincipalName', name] } : { equals: ['sAMAccountName', short] };
  return (await inForest(forest, where, OF_ACCOUNT))[0] ?? null;
}

/** True where an account is in a group: directly, through other groups, or as the account's primary group. */
export async function isMember(forest: Forest, entry: DirectoryEntry, groupDn: string): Promise<boolean> {
  const wanted = normalDn(groupDn);
  const seen = new Set<string>();
  // The primary group is told by its number in the domain of the account, and memberOf leaves it out.
  const primary = await primaryGroup(forest, entry);
  let level = [...texts(entry, 'memberOf'), ...(primary === null ? [] : [primary])];
  for (let depth = 0; depth < DEPTH && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const dn of level) {
      const key = normalDn(dn);
      if (key === wanted) return true;
      if (seen.has(key)) continue;
      seen.add(key);
      const above = await readByDn(forest.primary, dn, ['memberOf']);
      if (above !== null) next.push(...texts(above, 'memberOf'));
    }
    level = next;
  }
  return false;
}

/** DN of the group that `primaryGroupID` names; null where the directory does not tell. Source: [MS-ADTS] 3.1.1.4.5.3. */
async function primaryGroup(forest: Forest, entry: DirectoryEntry): Promise<string | null> {
  const [number, sid] = [text(entry, 'primaryGroupID'), values(entry, 'objectSid')[0]];
  if (number === null || sid === undefined) return null;
  const domain = sidText(sid).split('-').slice(0, -1);
  const wanted = Buffer.from(sidBytes([...domain, number].join('-')));
  const where: Condition = { all: [{ equals: ['objectClass', 'group'] }, { equals: ['objectSid', wanted] }] };
  return (await inForest(forest, where, ['objectSid']))[0]?.dn ?? null;
}
