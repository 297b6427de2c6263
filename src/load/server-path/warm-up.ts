/**
 * Opens the sessions of the server path while the tables before the messages are being loaded. The first statement of a
 * session that reaches into another database takes some servers half a second: there the first messages would wait for
 * it, on every stream.
 */
import type { LoadContext } from '../load-context.ts';
import type { MessageCopy } from './server-path-port.ts';

/** No message of any room lies between its bounds. */
const NOTHING: MessageCopy = {
  mapping: 0,
  since: null,
  what: { channelId: 0, newChannelId: 0, after: 0n, upTo: 0n },
  ids: 0n,
};

/** Never fails: whatever is wrong shows when a message is copied. Settled before the sessions are closed. */
export async function warmUp({ request }: LoadContext): Promise<void> {
  const { target, concurrency } = request;
  if (target.oneAtATime === true) return;
  const one = () =>
    target.transaction(async (transaction) => {
      await transaction.copyMessages(NOTHING);
    });
  await Promise.allSettled(Array.from({ length: concurrency }, one));
}
