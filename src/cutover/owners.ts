/**
 * Who claims a SIP URI, anywhere in the forest. A directory does not keep it unique; gc2pc does. Searches are without
 * case, as SIP hosts and schemes are.
 */
import { isWithin } from '#src/model/distinguished-name.ts';
import { type Condition, type DirectoryEntry, type DirectoryPort, type Forest, texts } from './directory-port.ts';

export const SIP_ADDRESS = 'msRTCSIP-PrimaryUserAddress';

export interface Owner {
  readonly guid: string;
  readonly dn: string;
  readonly kind: 'user' | 'contact' | 'other';
  /** Attributes by which it claims the URI. */
  readonly by: readonly string[];
  /** The value as it is written there. */
  readonly uri: string;
}

const CLAIMS = [SIP_ADDRESS, 'proxyAddresses', 'msRTCSIP-ProxyAddresses'] as const;

/** Every owner that the named domain controller or the global catalogue knows. */
export async function ownersInForest(forest: Forest, uri: string): Promise<Owner[]> {
  const { domainBase, configurationBase } = await forest.primary.describe();
  const found = new Map<string, Owner>();
  for (const base of [domainBase, configurationBase]) {
    for (const owner of await ownersBelow(forest.primary, base, uri)) found.set(owner.guid, owner);
  }
  if (forest.globalCatalogue !== null) {
    for (const owner of await ownersBelow(forest.globalCatalogue, '', uri)) {
      // What the named controller holds itself, it knows better than a catalogue that lags behind.
      const own = isWithin(owner.dn, domainBase) || isWithin(owner.dn, configurationBase);
      if (!own && !found.has(owner.guid)) found.set(owner.guid, owner);
    }
  }
  return [...found.values()].sort((a, b) => (a.guid < b.guid ? -1 : 1));
}

/** Owners that one domain controller knows below `base`; `''` asks a global catalogue. */
export async function ownersBelow(port: DirectoryPort, base: string, uri: string): Promise<Owner[]> {
  const where: Condition = { any: CLAIMS.map((attribute) => ({ equals: [attribute, uri] as const })) };
  const entries = await port.search({ base, scope: 'sub', where, attributes: ['objectClass', ...CLAIMS] });
  return entries.map((entry) => ownerOf(entry, uri));
}

/** Whether an entry still claims the URI in one of the attributes that count. */
export function claimsUri(entry: DirectoryEntry, uri: string): boolean {
  const wanted = uri.toLowerCase();
  return CLAIMS.some((attribute) => texts(entry, attribute).some((value) => value.toLowerCase() === wanted));
}

function ownerOf(entry: DirectoryEntry, uri: string): Owner {
  const classes = new Set(texts(entry, 'objectClass').map((name) => name.toLowerCase()));
  const wanted = uri.toLowerCase();
  const by = CLAIMS.filter((attribute) => texts(entry, attribute).some((value) => value.toLowerCase() === wanted));
  const written = texts(entry, SIP_ADDRESS).find((value) => value.toLowerCase() === wanted);
  return {
    guid: entry.guid,
    dn: entry.dn,
    kind: classes.has('contact') ? 'contact' : classes.has('user') ? 'user' : 'other',
    by,
    uri: written ?? uri,
  };
}
