/** What pre-flight asks of the file store, where it is mounted on this host. */
export interface FileStoreFacts {
  /** `NTFS`, `ext4`, … as the system names it; null where it does not. */
  readonly fileSystem: string | null;
  readonly freeBytes: bigint;
}

/** MaxFileSizeKB as it is unless set otherwise. Source: "Set-CsPersistentChatConfiguration". */
export const LARGEST_FILE_BYTES = 20_000n * 1024n;

/** All files below a folder. */
export interface FileStoreContents {
  readonly files: number;
  readonly bytes: bigint;
  /** Of the largest file. */
  readonly largestBytes: bigint;
  /** Files above the bound that was asked for. */
  readonly tooLarge: number;
  /** Names without their folders, lower case. */
  readonly names: ReadonlySet<string>;
}

export interface FileStorePort {
  /** Reads folders and sizes, no file. Null when the path is not there from this host, or cannot be read whole. */
  contents(path: string, boundBytes: bigint): Promise<FileStoreContents | null>;

  /** Null when the path is not there from this host. */
  facts(path: string): Promise<FileStoreFacts | null>;
  /** Writes, renames and deletes one small file; returns why it could not, null when it could. */
  probe(path: string): Promise<string | null>;
}
