/**
 * node:sqlite answers at once, so that work on files alone never comes back to the event loop by itself: Ctrl-C would be
 * heard, the lock's heartbeat sent and progress shown when everything is over.
 */

/** For how long nothing else is heard, but for a single statement that takes longer. */
const AT_MOST_MS = 20;

let breathedAt = performance.now();
let breathing: Promise<void> | null = null;

/** Lets the event loop turn once, when it has not for a while. */
export async function breathe(): Promise<void> {
  if (performance.now() - breathedAt < AT_MOST_MS) return;
  breathing ??= new Promise((resolve) => {
    setImmediate(() => {
      breathedAt = performance.now();
      breathing = null;
      resolve();
    });
  });
  await breathing;
}
