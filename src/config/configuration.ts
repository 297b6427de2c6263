/** The configuration once read, validated and merged with the environment. Secrets are wrapped so that no log shows them. */
import type { Filter, Policies } from '#src/model/policies.ts';
import type { Secret } from './secret.ts';

export interface SqlServerAddress {
  readonly engine: 'sqlserver';
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: Secret | null;
  /** With a domain the login is NTLM. */
  readonly domain: string | null;
  readonly encrypt: boolean;
  readonly trustServerCertificate: boolean;
  /** Lowest TLS version and OpenSSL security level for this connection alone; null = the runtime's own. */
  readonly minTls: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | null;
  readonly securityLevel: 0 | 1 | 2 | null;
}

export interface SqliteAddress {
  readonly engine: 'sqlite';
  /** Absolute. */
  readonly file: string;
}

export type DatabaseAddress = SqlServerAddress | SqliteAddress;

export interface Configuration {
  /** Null where the configuration names none; a verb that needs it refuses with exit 2. */
  readonly source: DatabaseAddress | null;
  readonly target: DatabaseAddress | null;
  /** Name of the journal's database on the target's instance; default `gc2pc_journal`. For SQLite a file beside the target. */
  readonly journalDatabase: string;
  readonly directory: {
    /** `ldaps://HOST[:PORT]`, `ldap://…` for StartTLS, or `file:STATE.json`. */
    readonly url: string | null;
    readonly bindDn: string | null;
    readonly password: Secret | null;
    readonly caFile: string | null;
    readonly domainControllers: readonly string[];
  };
  readonly lookup: { readonly sipUri: string | null; readonly removal: 'delete' | 'disable' };
  readonly pool: { readonly fqdn: string | null };
  readonly endpoint: {
    readonly via: 'powershell' | 'ldap' | 'manual';
    readonly powershell: { readonly computerName: string | null; readonly executable: string };
  };
  readonly cutover: {
    readonly quietIntervalSeconds: number;
    readonly rehearsalMaxAgeDays: number;
    readonly onFailure: 'ask' | 'restore';
    readonly backup: 'msdb' | 'manual';
  };
  readonly preflight: {
    readonly maxAgeHours: number;
    /** Absolute. */
    readonly topologyFile: string | null;
    readonly fileStore: string | null;
    readonly fileStoreMount: string | null;
    /** Where the file repository of the 2010 web service is mounted on this computer; absolute. */
    readonly repositoryMount: string | null;
    readonly operator: string | null;
    /** `ADDRESS[:PORT]`; none = those of the system. */
    readonly nameServers: readonly string[];
    /** Question id → answer, those that were given. */
    readonly answers: ReadonlyMap<string, string>;
  };
  /** The compliance database, where it has an address of its own. */
  readonly compliance: DatabaseAddress | null;
  /** Milliseconds since 1970, UTC; null unless both ends are configured. */
  readonly window: { readonly from: number; readonly to: number } | null;
  /** What the migration may take: `window.hours`, else the hours of the window; null where neither is configured. */
  readonly windowHours: number | null;
  readonly filter: Filter;
  readonly policies: Policies;
  readonly load: {
    readonly concurrency: number;
    readonly batchRows: number;
    readonly batchBytes: number;
    readonly targetBatchMs: number;
    /** Null = as fast as it goes. */
    readonly maxRowsPerSecond: number | null;
    /** Absolute. */
    readonly pauseFile: string | null;
    readonly probe: { readonly query: string; readonly above: number } | null;
    readonly path: 'auto' | 'wire' | 'server';
  };
  readonly follow: { readonly intervalSeconds: number };
  /** Absolute; created 0700. */
  readonly workDir: string;
}
