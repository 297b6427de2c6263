/** Pages of one room's messages that survive a broken connection: reading goes on after the last page handed out. */
import type { SourcePort } from '#src/extract/source-port.ts';
import type { MessageRange } from '#src/model/database-reader.ts';
import type { LegacyMessage, PageLimits } from '#src/model/messages.ts';
import { isTransient } from '#src/model/transient.ts';
import { type Patience, RETRY_DELAYS_MS } from './retry.ts';

export async function* messagePages(
  source: SourcePort,
  range: MessageRange,
  limits: PageLimits,
  patience: Patience,
): AsyncIterable<LegacyMessage[]> {
  let after = range.after;
  for (let tries = 0; ; ) {
    try {
      for await (const page of source.messages({ ...range, after }, limits)) {
        const last = page.at(-1);
        if (last === undefined) continue;
        tries = 0;
        after = last[0];
        yield page;
      }
      return;
    } catch (error) {
      const wait = RETRY_DELAYS_MS[tries];
      if (wait === undefined || !isTransient(error) || patience.stop.aborted) throw error;
      tries += 1;
      await patience.sleep(wait);
    }
  }
}
