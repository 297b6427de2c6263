/** What a load needs of a comparison, to bring what was loaded before to what the source holds now. */
import type { CurrentMessage } from '#src/model/messages.ts';
import type { Reject, RoomPlan, TablePlan } from '#src/model/plan.ts';

/** Rows of the target. A message whose text was replaced is one updated row. */
export interface Changes {
  readonly inserted: number;
  readonly updated: number;
  readonly removed: number;
}

/**
 * Makes one table of the target equal to the plan, touching only rows that differ: the comparison of `verify`, and its
 * repair. For tables whose source has changed since they were loaded, and for a target that was set back. Tells how many
 * rows it changed. Principals that stand for authors without a row are no concern of it and stay.
 */
export type Reconcile = (
  table: TablePlan,
  options?: {
    /** Legacy ids of authors whose placeholder is to be left alone; any author's unless given. */
    readonly placeholders?: ReadonlySet<number>;
    /** True: a row that cannot be written yet is left, and named as `refused`. Else it is thrown. */
    readonly lenient?: boolean;
  },
) => Promise<
  Changes & {
    readonly refused: unknown;
    /** What had to go from later tables first, table by table. */
    readonly before: readonly (Changes & Pick<TablePlan, 'table'>)[];
  }
>;

/** What a comparison read of one range of marks. */
export interface SeenRange {
  /** Last chatId that the range may hold. */
  readonly upTo: bigint;
  readonly rows: number;
  /** Legacy ids. */
  readonly authors: ReadonlySet<number>;
  /** True when each of them is in the target. */
  readonly allWritten: boolean;
}

/** What makes one stretch of a room in the target equal to the source of now, and its books. */
export interface MessageDelta {
  /** Source messages of the stretch; read = written + rejected + all that was skipped. */
  readonly read: number;
  readonly written: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly rejects: readonly Reject[];
  readonly insert: readonly CurrentMessage[];
  /** Whole messages in the place of those with the same chatId. */
  readonly update: readonly CurrentMessage[];
  readonly remove: readonly bigint[];
  /** Legacy ids of authors without a row whose placeholder must exist before these messages are written. */
  readonly orphanAuthors: readonly number[];
  /** Authors, as the target numbers them, of messages that go or are replaced. */
  readonly authorsBefore: ReadonlySet<number>;
  /** Ranges of marks that the stretch touches, or a part of which it holds. */
  readonly ranges: readonly SeenRange[];
  /** The highest chatId that the target shall hold of the stretch; null for none. */
  readonly lastWritten: bigint | null;
  /** Where the stretch ends that this speaks of, when it is not the whole one; null when it is. */
  readonly next: bigint | null;
}

/** Compares a stretch of a room, or its beginning: as much as one transaction takes. Reads only. */
export type CompareMessages = (stretch: {
  readonly room: RoomPlan;
  /** False for a room that is left out: then nothing is expected, and the source is not asked. */
  readonly here: boolean;
  /** Number of the room in the target; null where the target holds no message of it. */
  readonly there: number | null;
  /** `after` exclusive, null = from the lowest; `upTo` inclusive. */
  readonly range: { readonly after: bigint | null; readonly upTo: bigint };
  /** Called between pages; may throw. */
  goOn(): void;
}) => Promise<MessageDelta>;

/** Ranges of a room that need not be compared, because the target was made equal to them as they still are. */
export interface UnchangedRanges {
  /** Last chatId of a range → its messages, all of which are in the target. */
  readonly ranges: ReadonlyMap<bigint, number>;
  /** True when the source holds nothing of the room beyond them, and nothing was there that is gone. */
  readonly all: boolean;
  /** Legacy ids of authors in them for whom a placeholder stands. */
  readonly orphanAuthors: readonly number[];
}

/** Remembers, from pass to pass, what the messages of the source were when the target was made equal to them. */
export interface RangeMemory {
  of(room: RoomPlan): UnchangedRanges;
  /** The target has been made equal to what was read of a room; ranges may come in pieces. */
  learn(room: RoomPlan, ranges: readonly SeenRange[]): void;
  /** Writes down what was learnt. */
  flush(): Promise<void>;
}
