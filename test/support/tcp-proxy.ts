/** A TCP proxy that a test can cut or stall, to see what a lost server does. */
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Breaks every connection. New ones are accepted and broken at once until `mend`. */
  cut(): void;
  mend(): void;
  /** Breaks the connection that sends the next bytes for which `when` holds; the bytes are not passed on. */
  cutBefore(when: (sent: Buffer) => boolean): void;
  /** The same, but the server gets the bytes; its answer is lost. */
  cutAfter(when: (sent: Buffer) => boolean): void;
  /** The server gets the bytes and answers, the connection stays open, and nothing comes back on it any more. */
  muteAfter(when: (sent: Buffer) => boolean): void;
  /** Shows what clients send before it is passed on; `cut` in the middle of it keeps it back. */
  watch(see: (sent: Buffer) => void): void;
  close(): Promise<void>;
}

/** The URL of a database behind the proxy. */
export function urlThrough({ port }: TcpProxy, url: string): string {
  return Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href;
}

export async function tcpProxy(host: string, port: number): Promise<TcpProxy> {
  const pairs = new Set<{ client: Socket; server: Socket }>();
  let broken = false;
  let watcher: (sent: Buffer) => void = () => {};
  let trigger: { when: (sent: Buffer) => boolean; passOn: boolean; ends: boolean } | null = null;
  const listener = createServer((client) => {
    if (broken) {
      client.destroy();
      return;
    }
    const server = connect(port, host);
    const pair = { client, server };
    pairs.add(pair);
    let deaf = false;
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    client.on('data', (sent) => {
      watcher(sent);
      if (trigger?.when(sent)) {
        const { passOn, ends } = trigger;
        trigger = null;
        deaf = true;
        if (!ends) server.write(sent);
        else if (passOn) server.write(sent, () => server.once('data', end));
        else end();
        return;
      }
      server.write(sent);
    });
    server.on('data', (answer) => {
      if (!deaf) client.write(answer);
    });
    for (const socket of [client, server]) {
      socket.on('error', end);
      socket.on('close', end);
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    broken = true;
    for (const { client, server } of pairs) {
      client.destroy();
      server.destroy();
    }
  };
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut,
    mend: () => {
      broken = false;
    },
    cutBefore: (when) => {
      trigger = { when, passOn: false, ends: true };
    },
    cutAfter: (when) => {
      trigger = { when, passOn: true, ends: true };
    },
    muteAfter: (when) => {
      trigger = { when, passOn: true, ends: false };
    },
    watch: (see) => {
      watcher = see;
    },
    close: () => {
      cut();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}
