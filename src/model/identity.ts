/** Which database this is, so that a run can prove that it talks to the one it talked to before. */
export interface DatabaseIdentity {
  readonly engine: 'sqlserver' | 'sqlite';
  /** Server (and instance) as it names itself; the absolute file path for SQLite. */
  readonly server: string;
  readonly database: string;
  /** tblVersion.poolId (2010) or tblConfig.configPoolID (2013); null where it is missing. */
  readonly poolId: string | null;
}

/** The text under which the journal knows a database. */
export function identityKey(identity: DatabaseIdentity): string {
  return [identity.engine, identity.server.toLowerCase(), identity.database.toLowerCase(), identity.poolId ?? '-'].join(
    '|',
  );
}
