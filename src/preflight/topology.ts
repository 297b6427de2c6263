/**
 * What only the Central Management Store knows, from the file that `Get-CsTopology -AsXml` writes. Read as far as
 * pre-flight needs it.
 */
export interface Topology {
  readonly pools: readonly TopologyPool[];
  readonly sipDomains: readonly string[];
}

export interface TopologyPool {
  readonly fqdn: string;
  readonly computers: readonly string[];
  readonly services: readonly TopologyService[];
}

export interface TopologyService {
  /** e.g. `PersistentChatService`, `PersistentChatStore`, `PersistentChatComplianceStore`, `FileStore`, `Registrar`. */
  readonly role: string;
  readonly version: number | null;
  /** FQDNs of pools whose services this one depends on, by role. */
  readonly dependsOn: readonly { readonly role: string; readonly fqdn: string }[];
  /** SQL instance (`host\instance`) of a store, UNC path of a file store; null for other roles. */
  readonly place: string | null;
  /** Mirror or backup SQL server of a store; null where there is none. */
  readonly backup: string | null;
  readonly ports: readonly number[];
}

/** The role is written with and without its last word. Source: "Persistent Chat database schema" (names of the roles). */
function isChatService({ role }: Pick<TopologyService, 'role'>): boolean {
  return /^PersistentChat(Service|Server)?$/i.test(role);
}

export function poolOf(topology: Topology, fqdn: string): TopologyPool | null {
  return topology.pools.find((pool) => pool.fqdn.toLowerCase() === fqdn.toLowerCase()) ?? null;
}

/** The chat service of a pool; null where the topology has none there. */
export function chatService(topology: Topology, fqdn: string): TopologyService | null {
  return poolOf(topology, fqdn)?.services.find(isChatService) ?? null;
}

/** Pools that hold the chat role. */
export function chatPools(topology: Topology): readonly TopologyPool[] {
  return topology.pools.filter((pool) => pool.services.some(isChatService));
}

/** FQDN of the pool that a service's next hop of `role` stands in; null where none is named. */
export function dependency(service: TopologyService, role: RegExp): string | null {
  return service.dependsOn.find((each) => role.test(each.role))?.fqdn ?? null;
}

/** A Standard Edition server is a pool of one computer that has the pool's own name. */
export function isStandardEdition(pool: TopologyPool): boolean {
  const [only, ...more] = pool.computers;
  return more.length === 0 && only?.toLowerCase() === pool.fqdn.toLowerCase();
}
