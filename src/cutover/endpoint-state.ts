/** What stands in the place of the well-known user, and to which pool it belongs. Read from the directory alone. */
import { isWithin } from '#src/model/distinguished-name.ts';
import { type DirectoryEntry, type DirectoryPort, readByDn, readByGuid, text, texts } from './directory-port.ts';
import { type Owner, ownersBelow } from './owners.ts';

export const APPLICATION_DESTINATION = 'msRTCSIP-ApplicationDestination';
const HOME_SERVER = 'msRTCSIP-PrimaryHomeServer';
const POOL_FQDN = 'msRTCSIP-TrustedServerFQDN';

/** Source: "New-CsPersistentChatEndpoint", the identity of an endpoint. */
function rtcService(configurationBase: string): string {
  return `CN=RTC Service,CN=Services,${configurationBase}`;
}

export function applicationContacts(configurationBase: string): string {
  return `CN=Application Contacts,${rtcService(configurationBase)}`;
}

export interface Endpoint {
  readonly owner: Owner;
  /** FQDN of the pool it points to; null where the contact names none. */
  readonly pool: string | null;
}

/** The endpoint with this URI as one domain controller sees it; null where there is none. */
export async function findEndpoint(port: DirectoryPort, uri: string): Promise<Endpoint | null> {
  const { configurationBase } = await port.describe();
  const container = applicationContacts(configurationBase);
  const owners = await ownersBelow(port, configurationBase, uri);
  const owner = owners.find((item) => item.kind === 'contact' && isWithin(item.dn, container));
  if (owner === undefined) return null;
  const entry = await readByGuid(port, owner.guid, [APPLICATION_DESTINATION, HOME_SERVER]);
  return { owner, pool: entry === null ? null : await poolOf(port, entry) };
}

/** The pool that a contact points to by its trusted service; null where it points to none. */
export async function poolOf(port: DirectoryPort, contact: DirectoryEntry): Promise<string | null> {
  const destination = text(contact, APPLICATION_DESTINATION);
  if (destination === null) return null;
  const service = await readByDn(port, destination, [POOL_FQDN]);
  return service === null ? null : text(service, POOL_FQDN);
}

/** The trusted service entries of a pool. */
export async function trustedServices(port: DirectoryPort, poolFqdn: string): Promise<DirectoryEntry[]> {
  const { configurationBase } = await port.describe();
  return port.search({
    base: rtcService(configurationBase),
    scope: 'sub',
    where: { equals: [POOL_FQDN, poolFqdn] },
    attributes: ['*'],
  });
}

/** The endpoint that the pool's installation made by itself: the pattern for another one of the same pool. */
export async function automaticEndpoint(
  port: DirectoryPort,
  poolFqdn: string,
  exceptUri: string,
): Promise<DirectoryEntry | null> {
  const { configurationBase } = await port.describe();
  const contacts = await port.search({
    base: applicationContacts(configurationBase),
    scope: 'one',
    where: { equals: ['objectClass', 'contact'] },
    attributes: ['*'],
  });
  const candidates: DirectoryEntry[] = [];
  for (const contact of contacts) {
    if (texts(contact, 'msRTCSIP-PrimaryUserAddress').some((uri) => uri.toLowerCase() === exceptUri.toLowerCase()))
      continue;
    if ((await poolOf(port, contact))?.toLowerCase() === poolFqdn.toLowerCase()) candidates.push(contact);
  }
  // The one that the installation made is the oldest.
  candidates.sort((a, b) => ((text(a, 'whenCreated') ?? '') < (text(b, 'whenCreated') ?? '') ? -1 : 1));
  return candidates[0] ?? null;
}
