/**
 * A TCP proxy that makes the way longer, not narrower: every chunk is passed on, in order, so many milliseconds after it
 * came, and as many may be under way at once as a long line would hold.
 */
import { connect, createServer, type Socket } from 'node:net';

/** Bytes that may be on their way in one direction; far more than any rate here times the delay. */
const ON_THE_WAY_BYTES = 64 * 1024 * 1024;

export interface DelayProxy {
  readonly port: number;
  close(): Promise<void>;
}

/** @param oneWayMs added in each direction, so that a round trip takes twice as much longer */
export async function delayProxy(host: string, port: number, oneWayMs: number): Promise<DelayProxy> {
  const open = new Set<Socket>();
  const listener = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const server = connect({ host, port, noDelay: true, allowHalfOpen: true });
    open.add(client).add(server);
    passOn(client, server, oneWayMs);
    passOn(server, client, oneWayMs);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => open.delete(socket));
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        listener.close(() => resolve());
      }),
  };
}

/** Without a delay, bytes are copied at once: the yardstick has the cost of a proxy too. */
function passOn(from: Socket, to: Socket, delayMs: number): void {
  const way: { readonly due: number; readonly chunk: Buffer | null }[] = [];
  let bytes = 0;
  let armed = false;
  const deliver = () => {
    armed = false;
    const now = performance.now();
    for (let next = way[0]; next !== undefined && next.due <= now; next = way[0]) {
      way.shift();
      if (next.chunk === null) to.end();
      else {
        bytes -= next.chunk.length;
        to.write(next.chunk);
      }
    }
    if (from.isPaused() && bytes + to.writableLength < ON_THE_WAY_BYTES) from.resume();
    arm();
  };
  const arm = () => {
    const [next] = way;
    if (armed || next === undefined) return;
    armed = true;
    const left = next.due - performance.now();
    // Timers are coarse by a millisecond: the last part of the way is spent looking at the clock.
    if (left > 2) setTimeout(deliver, left - 1);
    else setImmediate(deliver);
  };
  const take = (chunk: Buffer | null) => {
    way.push({ due: performance.now() + delayMs, chunk });
    bytes += chunk?.length ?? 0;
    if (delayMs === 0) deliver();
    else arm();
    if (bytes + to.writableLength >= ON_THE_WAY_BYTES) from.pause();
  };
  from.on('data', take);
  from.on('end', () => take(null));
  to.on('drain', () => from.resume());
}
