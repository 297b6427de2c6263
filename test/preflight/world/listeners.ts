/** The ports of a deployment on addresses of loopback: some speak TLS with a certificate of the test, some only answer. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Issued } from './authority.ts';

export class Listeners {
  readonly #open = new Map<string, { server: Server; sockets: Set<Socket> }>();

  /** Answers and says nothing. */
  async plain(address: string, port: number): Promise<void> {
    await this.#listen(address, port, createServer());
  }

  /** With the short keys and old versions of its time. */
  async tls(address: string, port: number, { key, cert }: Issued): Promise<void> {
    const server = createTlsServer({ key, cert, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
    server.on('tlsClientError', () => {});
    await this.#listen(address, port, server);
  }

  async close(address: string, port: number): Promise<void> {
    const place = `${address}:${port}`;
    const found = this.#open.get(place);
    if (found === undefined) throw new Error(`nobody listens at ${place}`);
    this.#open.delete(place);
    for (const socket of found.sockets) socket.destroy();
    found.server.close();
    await once(found.server, 'close');
  }

  async closeAll(): Promise<void> {
    for (const place of [...this.#open.keys()]) {
      const [address = '', port] = place.split(':');
      await this.close(address, Number(port));
    }
  }

  async #listen(address: string, port: number, server: Server): Promise<void> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
    server.listen(port, address);
    await once(server, 'listening');
    this.#open.set(`${address}:${port}`, { server, sockets });
  }
}
