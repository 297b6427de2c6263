/**
 * What only the Central Management Store knows, from the file that `Get-CsTopology -AsXml` writes. Read as far as
 * pre-flight needs it.
 */
export interface Topology {
  /** FQDN → role names of the pool, e.g. `Registrar`, `PersistentChatService`. */
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
  /** SQL instance (`host\instance`) of a store, share name of a file store; null for other roles. */
  readonly place: string | null;
  /** Mirror or backup SQL server of a store; null where there is none. */
  readonly backup: string | null;
  readonly ports: readonly number[];
}
