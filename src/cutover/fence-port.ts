/** What the cut-over needs of the two databases: proof of silence, a fence that can be lifted again, the last backup. */

export interface Activity {
  /** Sessions of others in the database; null where the account may not see them. */
  readonly sessions: readonly string[] | null;
  /** Counters and times that move when a Group Chat server lives, name → value. */
  readonly counters: Readonly<Record<string, string>>;
  /** Latest ping of a server, milliseconds since 1970 as if UTC; null where none ever pinged. */
  readonly lastPing: number | null;
}

export interface FencePort {
  /** What `raise` does on this server, e.g. `ALTER DATABASE … SET READ_ONLY`. */
  readonly means: string;
  /** False where the server only lets writes be noticed, not be refused. */
  readonly prevents: boolean;
  /** Closes the database to writes (or notes its state); gives the mark by which `isUp` knows it again. */
  raise(): Promise<FenceMark>;
  isUp(mark: FenceMark): Promise<boolean>;
  /** Opens it again; a database that was closed before `raise` stays closed. */
  lift(mark: FenceMark): Promise<void>;
  activity(): Promise<Activity>;
}

export interface FenceMark {
  readonly wasClosedBefore: boolean;
  /** Counters when the fence was raised, for a fence that only notices. */
  readonly counters: Readonly<Record<string, string>>;
}

export interface BackupPort {
  /** End of the last full backup, milliseconds since 1970; null where the server knows of none. */
  lastBackup(): Promise<number | null>;
}
