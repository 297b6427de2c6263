/**
 * Pages of messages that survive a broken connection: reading goes on behind the last page handed out, of one room or of
 * a run of neighbouring channels. Marks that are taken meanwhile are not whole when a connection broke: their sum is then
 * nobody's.
 */
import type { SourcePort } from '#src/extract/source-port.ts';
import type { ChannelRun, Marked, MessageRange } from '#src/model/database-reader.ts';
import type { ChannelPage, LegacyMessage, PageLimits } from '#src/model/messages.ts';
import { isTransient } from '#src/model/transient.ts';
import { type Patience, RETRY_DELAYS_MS } from './retry.ts';

export function messagePages(
  source: SourcePort,
  range: MessageRange,
  limits: PageLimits,
  patience: Patience,
  marked?: Marked,
): AsyncIterable<LegacyMessage[]> {
  return patiently(
    (after: bigint) => source.messages({ ...range, after }, limits, marked),
    () => source.messages(range, limits, marked),
    (page) => page.at(-1)?.[0] ?? null,
    patience,
  );
}

export function channelPages(
  source: SourcePort,
  run: ChannelRun,
  limits: PageLimits,
  patience: Patience,
  marked?: Marked,
): AsyncIterable<readonly ChannelPage<LegacyMessage>[]> {
  return patiently(
    (behind: ChannelRun) => source.walk(behind, limits, marked),
    () => source.walk(run, limits, marked),
    (page) => {
      const last = page.at(-1);
      const after = last?.messages.at(-1)?.[0];
      return last === undefined || after === undefined ? null : { first: last.channelId, last: run.last, after };
    },
    patience,
  );
}

/** @param placeOf where to go on behind a page; null for an empty one */
async function* patiently<Page, Place>(
  goOn: (place: Place) => AsyncIterable<Page>,
  begin: () => AsyncIterable<Page>,
  placeOf: (page: Page) => Place | null,
  patience: Patience,
): AsyncIterable<Page> {
  let place: Place | null = null;
  for (let tries = 0; ; ) {
    try {
      for await (const page of place === null ? begin() : goOn(place)) {
        const next = placeOf(page);
        if (next === null) continue;
        tries = 0;
        place = next;
        yield page;
      }
      return;
    } catch (error) {
      const wait = RETRY_DELAYS_MS[tries];
      if (wait === undefined || !isTransient(error) || patience.stop.aborted) throw error;
      tries += 1;
      await patience.sleep(wait, error);
    }
  }
}
