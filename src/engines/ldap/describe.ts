/** What a domain controller says of itself and of its forest. Source: [MS-ADTS] 3.1.1.3.2 (rootDSE). */
import {
  type DirectoryDescription,
  type DirectoryEntry,
  type DirectoryQuery,
  text,
  texts,
  values,
} from '#src/cutover/directory-port.ts';
import { sidText } from '#src/model/object-identity.ts';
import type { LdapConnection } from './connection.ts';

const ROOT_ATTRIBUTES = [
  'dnsHostName',
  'defaultNamingContext',
  'configurationNamingContext',
  'schemaNamingContext',
  'rootDomainNamingContext',
  'tokenGroups',
];
/** systemFlags of a cross reference whose naming context is a domain. */
const IS_DOMAIN = 2;
const RECYCLE_BIN = 'cn=recycle bin feature,';

export async function describeServer(
  connection: LdapConnection,
  search: (query: DirectoryQuery) => Promise<DirectoryEntry[]>,
): Promise<DirectoryDescription> {
  const everything = { present: 'objectClass' } as const;
  const [root] = await search({ base: '', scope: 'base', where: everything, attributes: ROOT_ATTRIBUTES });
  if (root === undefined) throw new Error(`${connection.server} has no rootDSE`);
  const configurationBase = text(root, 'configurationNamingContext') ?? '';
  const partitions = `CN=Partitions,${configurationBase}`;
  const references = await search({
    base: partitions,
    scope: 'one',
    where: { equals: ['objectClass', 'crossRef'] },
    attributes: ['nCName', 'systemFlags'],
  });
  const [features] = await search({
    base: partitions,
    scope: 'base',
    where: everything,
    attributes: ['msDS-EnabledFeature'],
  });
  return {
    server: text(root, 'dnsHostName') ?? connection.server,
    domainBase: text(root, 'defaultNamingContext') ?? '',
    configurationBase,
    schemaBase: text(root, 'schemaNamingContext') ?? '',
    forestBase: text(root, 'rootDomainNamingContext') ?? '',
    domains: references
      .filter((entry) => (Number(text(entry, 'systemFlags') ?? 0) & IS_DOMAIN) !== 0)
      .map((entry) => text(entry, 'nCName') ?? ''),
    recycleBin:
      features !== undefined &&
      texts(features, 'msDS-EnabledFeature').some((name) => name.toLowerCase().startsWith(RECYCLE_BIN)),
    token: values(root, 'tokenGroups').map(sidText),
  };
}
