/** Marks of messages that are being read, from the bytes in which they come: the same that `SqlServerMarks` gives. */
import type { MessageMark } from '#src/model/marks-port.ts';
import type { ChatColumns } from '../sql/reading-sql.ts';
import type { RangeMarking } from '../sql/session.ts';
import { RangeMarks } from './mark-taps.ts';

export class WireMarking implements RangeMarking {
  readonly marks: RangeMarks;

  constructor(chat: ChatColumns) {
    this.marks = new RangeMarks(chat);
  }

  /** The session has seen to it. */
  add(): void {}

  taken(): readonly MessageMark[] {
    return this.marks.marks.splice(0);
  }

  finish(): readonly MessageMark[] {
    this.marks.finish();
    return this.taken();
  }
}
