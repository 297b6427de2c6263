/** The file that Get-CsTopology -AsXml writes. */
import { expect, test } from 'vitest';
import { parseTopology, TopologyUnreadable } from '#src/preflight/parse-topology.ts';
import { chatService, dependency, isStandardEdition, poolOf } from '#src/preflight/topology.ts';

const id = (role: string) => `<ServiceId SiteId="1" RoleName="${role}" Instance="1" />`;
const at = (number: number) => `<ClusterId SiteId="1" Number="${number}" />`;
const cluster = (number: number, fqdn: string, ...machines: string[]) =>
  `<Cluster Fqdn="${fqdn}">${at(number)}${machines.map((name) => `<Machine Fqdn="${name}" />`).join('')}</Cluster>`;
const service = (role: string, home: string, needs: string[] = [], inner = '') =>
  `<Service ServiceVersion="6">${id(role)}<DependsOn>${needs
    .map((need) => `<Dependency Usage="Default">${id(need)}</Dependency>`)
    .join('')}</DependsOn><InstalledOn>${home}</InstalledOn>${inner}</Service>`;

const XML = `<?xml version="1.0"?><Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008">
<InternalDomains DefaultDomain="contoso.com"><InternalDomain Name="contoso.com" /><InternalDomain Name="b.net" /></InternalDomains>
<Clusters>${cluster(1, 'fe.contoso.com', 'fe1.contoso.com', 'fe2.contoso.com')}${cluster(2, 'pc.contoso.com', 'pc.contoso.com')}${cluster(3, 'sql.contoso.com', 'sql.contoso.com')}</Clusters>
<Services>${service('Registrar', at(1))}
${service('PersistentChatService', at(2), ['Registrar', 'PersistentChatStore', 'FileStore'], '<Ports><Port Port="5041" /><Port Port="5041" /><Port Port="8011" /></Ports>')}
${service('PersistentChatStore', `<SqlInstanceId Name="chat">${at(3)}</SqlInstanceId>`)}
${service('FileStore', at(3), [], '<FileStoreService ShareName="files" />')}</Services></Topology>`;

test('pools, services, dependencies, ports, stores and SIP domains are read', () => {
  const topology = parseTopology(XML);
  expect(topology.sipDomains).toEqual(['contoso.com', 'b.net']);
  const chat = chatService(topology, 'PC.contoso.com');
  expect(chat).toMatchObject({
    role: 'PersistentChatService',
    version: 6,
    ports: [5041, 8011],
    place: null,
    backup: null,
  });
  expect(chat === null ? null : dependency(chat, /^Registrar$/)).toBe('fe.contoso.com');
  expect(poolOf(topology, 'fe.contoso.com')?.computers).toEqual(['fe1.contoso.com', 'fe2.contoso.com']);
  expect(poolOf(topology, 'sql.contoso.com')?.services.map(({ place }) => place)).toEqual([
    'sql.contoso.com\\chat',
    '\\\\sql.contoso.com\\files',
  ]);
  expect(topology.pools.map(isStandardEdition)).toEqual([false, true, true]);
});

test.each(['<Topology>', 'no XML', '<Other />', ''])('what is no topology is refused: %s', (text) => {
  expect(() => parseTopology(text)).toThrow(TopologyUnreadable);
});
