/**
 * Everything that gc2pc remembers, as tables of a database of its own (`gc2pc_journal` beside the target), so that a
 * batch and its checkpoint commit together and `mgc` carries no trace. All tables but the first belong to one migration.
 */
import { type TableSpec, table } from '#src/model/schema/types.ts';

/** Raised when the meaning of stored state changes; a journal of another version is refused. */
export const STATE_VERSION = 1;

export interface MigrationRecord {
  readonly migrationId: string;
  /** `identityKey` of both databases. */
  readonly targetKey: string;
  readonly sourceKey: string;
  readonly stateVersion: number;
  readonly ruleVersion: string;
  /** SHA-256 over policies and filter. */
  readonly settingsHash: string;
  /** The settings themselves, JSON, to say which one changed. */
  readonly settings: string;
  readonly planHash: string;
  /** 1, and one more each time the source had grown. */
  readonly revision: number;
  readonly state: string;
  /** JSON of the target inventory before the first write, deflated, base64. */
  readonly baseline: string;
  readonly placeholderBase: number;
  /** Milliseconds since 1970, UTC; so are all times of the journal. */
  readonly createdAt: bigint;
  readonly finishedAt: bigint | null;
}

export interface UnitRecord {
  readonly migrationId: string;
  /** `table:tblNode`, `room:17`, `takeover`, `revision` */
  readonly unitId: string;
  readonly phase: string;
  readonly state: string;
  /** Where the next batch begins: highest chatId loaded, or the number of rows taken from the plan or the source. */
  readonly position: string | null;
  readonly rowsRead: bigint;
  readonly rowsWritten: bigint;
  readonly rowsSkipped: bigint;
  readonly rowsRejected: bigint;
  /** Rows in the target, which may be more than the source rows written. */
  readonly targetRows: bigint;
  /** Rule → rows, JSON. */
  readonly skippedBy: string;
  /** Rows expected, for progress; null where not known. */
  readonly rowsExpected: bigint | null;
  readonly revision: number;
  readonly updatedAt: bigint;
}

export interface AssignmentRecord {
  readonly migrationId: string;
  readonly kind: string;
  readonly legacyId: string;
  readonly newId: string;
}

export interface RejectRecord {
  readonly migrationId: string;
  readonly kind: string;
  readonly tableName: string;
  readonly rowKey: string;
  readonly reason: string;
  /** JSON of the whole source row. */
  readonly content: string;
}

export interface RunRecord {
  readonly migrationId: string;
  readonly runId: string;
  readonly verb: string;
  readonly startedAt: bigint;
  readonly finishedAt: bigint | null;
  readonly exitCode: number | null;
  readonly peakRssBytes: bigint | null;
  /** JSON: what the verb wants the report to show (phases with times, rows, findings). Never message text. */
  readonly summary: string | null;
}

/** The audit chain: each entry's hash covers the one before, so a removed or altered entry shows. */
export interface EventRecord {
  readonly migrationId: string;
  readonly seq: number;
  readonly at: bigint;
  readonly who: string;
  readonly event: string;
  /** JSON. Never a secret, never message text. */
  readonly detail: string;
  readonly hash: string;
}

export interface LockRecord {
  readonly migrationId: string;
  /** Random per run. */
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  /** Start time of that process as the system states it, so that a reused pid is not mistaken for it. */
  readonly processStart: string;
  readonly heartbeatAt: bigint;
}

export interface VerificationRecord {
  readonly migrationId: string;
  readonly planHash: string;
  readonly verdict: string;
  readonly verifiedAt: bigint;
  /** Fingerprints of both sides when they were compared; another one now means `stale`. */
  readonly sourceMark: string;
  readonly targetMark: string;
  /** JSON: counts and the first differences (keys only). */
  readonly detail: string;
}

/** Which plan the mapping tables below were made from: they carry messages that are copied inside the server. */
export interface MappingRecord {
  readonly migrationId: string;
  /** Tells the keys of several migrations of one journal apart: they begin at this number times 2^32. */
  readonly number: number;
  readonly planHash: string;
  /** Rows of `authorMap`, placeholders included. */
  readonly authors: number;
}

/** One whole number as key: a join over it needs no statistics to be planned well. */
export interface AuthorMapRecord {
  /** number × 2^32 + legacy prinID */
  readonly authorKey: bigint;
  readonly migrationId: string;
  readonly newId: number;
}

/** What one run has left to copy of a room or a part of one; written anew by each run. */
export interface RangeMapRecord {
  /** number × 2^32 + place in the run's work */
  readonly rangeKey: bigint;
  readonly migrationId: string;
  readonly channelId: number;
  readonly newChannelId: number;
  /** Exclusive. */
  readonly afterId: bigint;
  /** Inclusive. */
  readonly upToId: bigint;
}

/** One range of a room's messages that `verify` found alike, with the marks that both sides had before it was read. */
export interface MarkRecord {
  readonly migrationId: string;
  /** Of the legacy room. */
  readonly channelId: number;
  /** Last chatId that the range may hold. */
  readonly upTo: bigint;
  /** The room's number in the target when they were compared. */
  readonly newChannelId: number;
  readonly sourceMark: string;
  /** Null where the target had no message in the range. */
  readonly targetMark: string | null;
  /** In the target: all that the source implies. */
  readonly messages: number;
  /** JSON: `[number in the target, legacy number, …]` for each author. */
  readonly authors: string;
  /** Ticks of the first and the last message, and how often time runs backwards between them. */
  readonly firstDate: bigint | null;
  readonly lastDate: bigint | null;
  readonly inversions: number;
}

/**
 * What the last complete pass left, so that the next one sees at once that nothing has changed since; until the first one
 * is complete, what its source was when it began.
 */
export interface PassRecord {
  readonly migrationId: string;
  readonly at: bigint;
  /** JSON: marks of both sides, and what the pass told. Never message text. */
  readonly content: string;
}

export interface JournalRows {
  readonly migration: MigrationRecord;
  readonly unit: UnitRecord;
  readonly assignment: AssignmentRecord;
  readonly reject: RejectRecord;
  readonly run: RunRecord;
  readonly event: EventRecord;
  readonly lock: LockRecord;
  readonly mapping: MappingRecord;
  readonly authorMap: AuthorMapRecord;
  readonly rangeMap: RangeMapRecord;
  readonly verification: VerificationRecord;
  readonly mark: MarkRecord;
  readonly pass: PassRecord;
}

export type JournalTableName = keyof JournalRows;

export const JOURNAL_TABLES: Readonly<Record<JournalTableName, TableSpec>> = {
  migration: table(
    'migration',
    [
      'migrationId varchar(64) NN',
      'targetKey nvarchar(400) NN',
      'sourceKey nvarchar(400) NN',
      'stateVersion int NN',
      'ruleVersion varchar(64) NN',
      'settingsHash varchar(64) NN',
      'settings nvarchar(max) NN',
      'planHash varchar(64) NN',
      'revision int NN',
      'state varchar(64) NN',
      'baseline nvarchar(max) NN',
      'placeholderBase int NN',
      'createdAt bigint NN',
      'finishedAt bigint null',
    ],
    { primaryKey: ['migrationId'] },
  ),
  unit: table(
    'unit',
    [
      'migrationId varchar(64) NN',
      'unitId varchar(128) NN',
      'phase varchar(64) NN',
      'state varchar(64) NN',
      'position nvarchar(256) null',
      'rowsRead bigint NN',
      'rowsWritten bigint NN',
      'rowsSkipped bigint NN',
      'rowsRejected bigint NN',
      'targetRows bigint NN',
      'skippedBy nvarchar(max) NN',
      'rowsExpected bigint null',
      'revision int NN',
      'updatedAt bigint NN',
    ],
    { primaryKey: ['migrationId', 'unitId'] },
  ),
  assignment: table(
    'assignment',
    ['migrationId varchar(64) NN', 'kind varchar(32) NN', 'legacyId varchar(64) NN', 'newId varchar(64) NN'],
    { primaryKey: ['migrationId', 'kind', 'legacyId'] },
  ),
  reject: table(
    'reject',
    [
      'migrationId varchar(64) NN',
      'kind varchar(32) NN',
      'tableName varchar(64) NN',
      'rowKey nvarchar(300) NN',
      'reason nvarchar(400) NN',
      'content nvarchar(max) NN',
    ],
    { primaryKey: ['migrationId', 'kind', 'tableName', 'rowKey'] },
  ),
  run: table(
    'run',
    [
      'migrationId varchar(64) NN',
      'runId varchar(64) NN',
      'verb varchar(32) NN',
      'startedAt bigint NN',
      'finishedAt bigint null',
      'exitCode int null',
      'peakRssBytes bigint null',
      'summary nvarchar(max) null',
    ],
    { primaryKey: ['migrationId', 'runId'] },
  ),
  event: table(
    'event',
    [
      'migrationId varchar(64) NN',
      'seq int NN',
      'at bigint NN',
      'who nvarchar(256) NN',
      'event varchar(64) NN',
      'detail nvarchar(max) NN',
      'hash varchar(64) NN',
    ],
    { primaryKey: ['migrationId', 'seq'] },
  ),
  lock: table(
    'lock',
    [
      'migrationId varchar(64) NN',
      'owner varchar(64) NN',
      'host nvarchar(256) NN',
      'pid int NN',
      'processStart varchar(64) NN',
      'heartbeatAt bigint NN',
    ],
    { primaryKey: ['migrationId'] },
  ),
  mapping: table(
    'mapping',
    ['migrationId varchar(64) NN', 'number int NN', 'planHash varchar(64) NN', 'authors int NN'],
    { primaryKey: ['migrationId'], unique: [['number']] },
  ),
  authorMap: table('authorMap', ['authorKey bigint NN', 'migrationId varchar(64) NN', 'newId int NN'], {
    primaryKey: ['authorKey'],
  }),
  rangeMap: table(
    'rangeMap',
    [
      'rangeKey bigint NN',
      'migrationId varchar(64) NN',
      'channelId int NN',
      'newChannelId int NN',
      'afterId bigint NN',
      'upToId bigint NN',
    ],
    { primaryKey: ['rangeKey'] },
  ),
  verification: table(
    'verification',
    [
      'migrationId varchar(64) NN',
      'planHash varchar(64) NN',
      'verdict varchar(32) NN',
      'verifiedAt bigint NN',
      'sourceMark varchar(64) NN',
      'targetMark varchar(64) NN',
      'detail nvarchar(max) NN',
    ],
    { primaryKey: ['migrationId'] },
  ),
  mark: table(
    'mark',
    [
      'migrationId varchar(64) NN',
      'channelId int NN',
      'upTo bigint NN',
      'newChannelId int NN',
      'sourceMark varchar(64) NN',
      'targetMark varchar(64) null',
      'messages int NN',
      'authors nvarchar(max) NN',
      'firstDate bigint null',
      'lastDate bigint null',
      'inversions int NN',
    ],
    { primaryKey: ['migrationId', 'channelId', 'upTo'] },
  ),
  pass: table('pass', ['migrationId varchar(64) NN', 'at bigint NN', 'content nvarchar(max) NN'], {
    primaryKey: ['migrationId'],
  }),
};
