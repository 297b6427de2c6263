/** The environment variables that override keys of the file. An empty variable counts as not set. */

export interface Variable {
  /** Path of the key, e.g. `load.batchRows`. */
  readonly key: string;
  readonly variable: string;
  readonly form: 'text' | 'number' | 'list' | 'secret' | 'url';
}

export const VARIABLES: readonly Variable[] = [
  { key: 'source.url', variable: 'GC2PC_SOURCE_URL', form: 'url' },
  { key: 'source.password', variable: 'GC2PC_SOURCE_PASSWORD', form: 'secret' },
  { key: 'target.url', variable: 'GC2PC_TARGET_URL', form: 'url' },
  { key: 'target.password', variable: 'GC2PC_TARGET_PASSWORD', form: 'secret' },
  { key: 'journal.database', variable: 'GC2PC_JOURNAL_DATABASE', form: 'text' },
  { key: 'directory.url', variable: 'GC2PC_DIRECTORY_URL', form: 'text' },
  { key: 'directory.bindDn', variable: 'GC2PC_DIRECTORY_BIND_DN', form: 'text' },
  { key: 'directory.password', variable: 'GC2PC_DIRECTORY_PASSWORD', form: 'secret' },
  { key: 'directory.caFile', variable: 'GC2PC_DIRECTORY_CA_FILE', form: 'text' },
  { key: 'directory.domainControllers', variable: 'GC2PC_DIRECTORY_DOMAIN_CONTROLLERS', form: 'list' },
  { key: 'lookup.sipUri', variable: 'GC2PC_LOOKUP_SIP_URI', form: 'text' },
  { key: 'lookup.removal', variable: 'GC2PC_LOOKUP_REMOVAL', form: 'text' },
  { key: 'pool.fqdn', variable: 'GC2PC_POOL_FQDN', form: 'text' },
  { key: 'endpoint.via', variable: 'GC2PC_ENDPOINT_VIA', form: 'text' },
  { key: 'cutover.quietIntervalSeconds', variable: 'GC2PC_CUTOVER_QUIET_INTERVAL_SECONDS', form: 'number' },
  { key: 'cutover.rehearsalMaxAgeDays', variable: 'GC2PC_CUTOVER_REHEARSAL_MAX_AGE_DAYS', form: 'number' },
  { key: 'preflight.topologyFile', variable: 'GC2PC_PREFLIGHT_TOPOLOGY_FILE', form: 'text' },
  { key: 'preflight.fileStore', variable: 'GC2PC_PREFLIGHT_FILE_STORE', form: 'text' },
  { key: 'preflight.fileStoreMount', variable: 'GC2PC_PREFLIGHT_FILE_STORE_MOUNT', form: 'text' },
  { key: 'preflight.repositoryMount', variable: 'GC2PC_PREFLIGHT_REPOSITORY_MOUNT', form: 'text' },
  { key: 'preflight.operator', variable: 'GC2PC_PREFLIGHT_OPERATOR', form: 'text' },
  { key: 'preflight.nameServers', variable: 'GC2PC_PREFLIGHT_NAME_SERVERS', form: 'list' },
  { key: 'compliance.url', variable: 'GC2PC_COMPLIANCE_URL', form: 'url' },
  { key: 'compliance.password', variable: 'GC2PC_COMPLIANCE_PASSWORD', form: 'secret' },
  { key: 'window.from', variable: 'GC2PC_WINDOW_FROM', form: 'text' },
  { key: 'window.to', variable: 'GC2PC_WINDOW_TO', form: 'text' },
  { key: 'filter.since', variable: 'GC2PC_FILTER_SINCE', form: 'text' },
  { key: 'load.concurrency', variable: 'GC2PC_LOAD_CONCURRENCY', form: 'number' },
  { key: 'load.batchRows', variable: 'GC2PC_LOAD_BATCH_ROWS', form: 'number' },
  { key: 'load.batchBytes', variable: 'GC2PC_LOAD_BATCH_BYTES', form: 'number' },
  { key: 'load.targetBatchMs', variable: 'GC2PC_LOAD_TARGET_BATCH_MS', form: 'number' },
  { key: 'load.maxRowsPerSecond', variable: 'GC2PC_LOAD_MAX_ROWS_PER_SECOND', form: 'number' },
  { key: 'load.pauseFile', variable: 'GC2PC_LOAD_PAUSE_FILE', form: 'text' },
  { key: 'load.probe.query', variable: 'GC2PC_LOAD_PROBE_QUERY', form: 'text' },
  { key: 'load.probe.above', variable: 'GC2PC_LOAD_PROBE_ABOVE', form: 'number' },
  { key: 'load.path', variable: 'GC2PC_LOAD_PATH', form: 'text' },
  { key: 'follow.intervalSeconds', variable: 'GC2PC_FOLLOW_INTERVAL_SECONDS', form: 'number' },
  { key: 'workDir', variable: 'GC2PC_WORK_DIR', form: 'text' },
];

export type Environment = Readonly<Record<string, string | undefined>>;

export function variableOf(key: string): string | null {
  return VARIABLES.find((entry) => entry.key === key)?.variable ?? null;
}
