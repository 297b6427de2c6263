/**
 * Opens the sessions of the server path while a run begins and loads the tables before the messages. The first statement
 * of a session that reaches into another database takes some servers half a second: there the first messages would wait
 * for it, on every stream.
 */
import type { MigrationState } from '#src/model/states.ts';
import type { MigrationRequest } from '../request.ts';
import type { MessageCopy } from './server-path-port.ts';

/** No message of any room lies between its bounds. */
const NOTHING: MessageCopy = {
  mapping: 0,
  since: null,
  what: { channelId: 0, newChannelId: 0, after: 0n, upTo: 0n },
  ids: 0n,
};

/**
 * Writes nothing, and does nothing where messages are probably loaded already, or where a session costs nothing. Never
 * fails: whatever is wrong shows when a message is copied.
 */
export async function warmUp(request: MigrationRequest): Promise<void> {
  const { target, concurrency, serverPath, remembered } = request;
  const isLoading = remembered === null || remembered.record.state === ('loading' satisfies MigrationState);
  if (serverPath !== true || !isLoading || target.oneAtATime === true) return;
  const one = () =>
    target.transaction(async (transaction) => {
      await transaction.copyMessages(NOTHING);
    });
  await Promise.allSettled(Array.from({ length: concurrency }, one));
}
