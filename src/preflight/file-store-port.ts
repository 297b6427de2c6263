/** What pre-flight asks of the file store, where it is mounted on this host. */
export interface FileStoreFacts {
  /** `NTFS`, `ext4`, … as the system names it; null where it does not. */
  readonly fileSystem: string | null;
  readonly freeBytes: bigint;
}

export interface FileStorePort {
  /** Null when the path is not there from this host. */
  facts(path: string): Promise<FileStoreFacts | null>;
  /** Writes, renames and deletes one small file; returns why it could not, null when it could. */
  probe(path: string): Promise<string | null>;
}
