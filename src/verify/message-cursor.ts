/** The messages of one side, one at a time, with the next page already asked for while one is looked at. */
import type { CurrentMessage } from '#src/model/messages.ts';
import { prefetched } from '#src/model/prefetched.ts';
import { PageCursor } from './page-cursor.ts';

export class MessageCursor extends PageCursor<CurrentMessage> {
  constructor(pages: AsyncIterable<readonly CurrentMessage[]>) {
    super(prefetched(pages));
  }
}
