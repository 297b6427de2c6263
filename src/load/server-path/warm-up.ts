/**
 * Opens the sessions of the server path while a run begins and loads the tables before the messages. The first statement
 * of a session that reaches into another database takes some servers half a second of a processor: there the first
 * messages would wait for it, on every stream.
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
 * @param over nobody needs what has not begun by then
 */
export async function warmUp(request: MigrationRequest, over: AbortSignal): Promise<void> {
  const { target, concurrency, serverPath, remembered } = request;
  const isLoading = remembered === null || remembered.record.state === ('loading' satisfies MigrationState);
  if (serverPath !== true || !isLoading || target.oneAtATime === true) return;
  let before: Promise<unknown> = Promise.resolve();
  const one = () =>
    target.transaction(async (transaction) => {
      // A first run has tables to load: it gets the other processors meanwhile. One that goes on has none.
      const turn = before;
      const mine = (remembered === null ? turn : Promise.resolve()).then(async () => {
        if (!over.aborted) await transaction.copyMessages(NOTHING);
      });
      before = mine.catch(() => {});
      await mine;
    });
  await Promise.allSettled(Array.from({ length: concurrency }, one));
}
