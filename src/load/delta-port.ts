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
) => Promise<Changes & { readonly refused: unknown }>;

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
