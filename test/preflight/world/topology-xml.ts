/** An exported topology of one Front End pool and one Persistent Chat pool, as `Get-CsTopology -AsXml` writes it. */

export const HOSTS = {
  frontEnds: ['fe1.contoso.com', 'fe2.contoso.com'],
  chat: ['pc1.contoso.com', 'pc2.contoso.com'],
} as const;
export const FRONT_END_POOL = 'lync2013.contoso.com';
export const CHAT_POOL = 'pcpool.contoso.com';

export function topologyXml(): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008">
  <InternalDomains AllowAllDomains="false" DefaultDomain="contoso.com">
    <InternalDomain Name="contoso.com" Default="true" AllowSubDomains="false" />
  </InternalDomains>
  <Clusters>
${cluster(1, FRONT_END_POOL, HOSTS.frontEnds)}
${cluster(2, CHAT_POOL, HOSTS.chat)}
${cluster(3, 'sql.contoso.com', ['sql.contoso.com'])}
${cluster(4, 'sql2.contoso.com', ['sql2.contoso.com'])}
${cluster(5, 'files.contoso.com', ['files.contoso.com'])}
  </Clusters>
  <Services>
${service('Registrar', clusterId(1))}
${service('PersistentChatService', clusterId(2), ['Registrar', 'PersistentChatStore', 'FileStore'], PORTS)}
${service('PersistentChatStore', `${instance(3)}${instance(4)}`)}
${service('PersistentChatComplianceStore', instance(3))}
${service('FileStore', clusterId(5), [], '<FileStoreService ShareName="chat" />')}
  </Services>
</Topology>
`;
}

const PORTS = '<Ports><Port Port="5041" /><Port Port="8011" /></Ports>';

export function cluster(number: number, fqdn: string, machines: readonly string[]): string {
  const each = machines.map((name) => `<Machine Fqdn="${name}" />`);
  return `    <Cluster Fqdn="${fqdn}">${clusterId(number)}${each.join('')}</Cluster>`;
}

export function service(role: string, home: string, needs: readonly string[] = [], inner = '', number = 1): string {
  const dependencies = needs.map((need) => `<Dependency Usage="Default">${serviceId(need)}</Dependency>`);
  return `    <Service ServiceVersion="6">${serviceId(role, number)}<DependsOn>${dependencies.join('')}</DependsOn><InstalledOn>${home}</InstalledOn>${inner}</Service>`;
}

export function clusterId(number: number): string {
  return `<ClusterId SiteId="1" Number="${number}" />`;
}

export function instance(number: number): string {
  return `<SqlInstanceId Name="chat">${clusterId(number)}</SqlInstanceId>`;
}

function serviceId(role: string, number = 1): string {
  return `<ServiceId SiteId="1" RoleName="${role}" Instance="${number}" />`;
}
