import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type DelayProxy, delayProxy } from '#bench/delay-proxy.ts';

const DELAY_MS = 20;

describe('the delay proxy', () => {
  let server: Server;
  let proxy: DelayProxy;
  afterEach(async () => {
    await proxy.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const echo = async (oneWayMs: number): Promise<Socket> => {
    server = createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    proxy = await delayProxy('127.0.0.1', port, oneWayMs);
    return connect(proxy.port, '127.0.0.1');
  };
  const through = async (client: Socket, bytes: Buffer): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    client.on('data', (chunk) => chunks.push(chunk));
    client.end(bytes);
    await new Promise((resolve) => client.on('end', resolve));
    return Buffer.concat(chunks);
  };

  it.each([0, DELAY_MS])('hands on every byte in order, and the end after them (%i ms)', async (oneWayMs) => {
    const bytes = randomBytes(3_000_000);
    expect((await through(await echo(oneWayMs), bytes)).equals(bytes)).toBe(true);
  });

  it('never lets an answer arrive before both ways are gone', async () => {
    const client = await echo(DELAY_MS);
    await new Promise((resolve) => client.once('connect', resolve));
    const sent = performance.now();
    expect((await through(client, Buffer.from('x'))).toString()).toBe('x');
    expect(performance.now() - sent).toBeGreaterThanOrEqual(2 * DELAY_MS);
  });
});
