/** Messages of whole channels, counted in the server by key prefix, some hundred channels a statement. */
import type { DatabaseReader } from './database-reader.ts';

/** Few enough that a stop is heeded between two statements. */
const CHANNELS_PER_CALL = 200;

/**
 * @param between called before each statement; may throw to stop
 * @returns an entry for every channel given, 0 for one without messages
 */
export async function countMessages(
  reader: Pick<DatabaseReader<unknown>, 'bounds'>,
  channelIds: readonly number[],
  between: () => void = () => {},
): Promise<Map<number, number>> {
  const counts = new Map(channelIds.map((channelId) => [channelId, 0]));
  for (let from = 0; from < channelIds.length; from += CHANNELS_PER_CALL) {
    between();
    const ranges = channelIds
      .slice(from, from + CHANNELS_PER_CALL)
      .map((channelId) => ({ channelId, after: null, upTo: null }));
    for (const { channelId, rows = 0 } of await reader.bounds(ranges, 'counted')) counts.set(channelId, rows);
  }
  return counts;
}
