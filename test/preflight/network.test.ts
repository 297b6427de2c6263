/** The network adapter against real sockets: TLS with two authorities, closed and silent ports, a name server of the test's own. */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { MountedFileStore } from '#src/engines/file-store/mounted-file-store.ts';
import { NodeNetwork } from '#src/engines/network/node-network.ts';
import { sameAuthority, shortcomings } from '#src/preflight/certificates.ts';
import { Authority } from './world/authority.ts';
import { nameServer } from './world/name-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'gc2pc-network-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const network = new NodeNetwork({ timeoutMs: 1_000 });

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('two authorities of one name are told apart by their keys, old TLS is spoken, and the leaf is read', async () => {
  const one = await Authority.create(folder, 'one', 'One name');
  const two = await Authority.create(folder, 'two', 'One name');
  const ports: number[] = [];
  for (const by of [one, one, two]) {
    ports.push(
      await listening(
        createTlsServer({
          ...(await by.issue({ name: 'localhost' })),
          minVersion: 'TLSv1',
          maxVersion: 'TLSv1',
          ciphers: 'DEFAULT@SECLEVEL=0',
        }),
      ),
    );
  }
  const [a, b, c] = await Promise.all(ports.map((port) => network.tls('localhost', port)));
  expect(a?.protocol).toBe('TLSv1');
  expect(sameAuthority(a?.chain ?? [], b?.chain ?? [])).toBe(true);
  expect(sameAuthority(a?.chain ?? [], c?.chain ?? [])).toBe(false);
  const [leaf, above] = a?.chain ?? [];
  expect(leaf?.authorityKeyId).toBe(above?.subjectKeyId);
  if (leaf === undefined) throw new Error('there is a leaf');
  const now = Date.now();
  expect(shortcomings(leaf, 'localhost', { from: now, to: now })).toEqual([]);
  expect(shortcomings(leaf, 'other', { from: now, to: now + 90 * 86_400_000 })).toHaveLength(2);
});

test('an open, a closed and a mute port differ', async () => {
  const server = createServer((socket) => onTestFinished(() => void socket.destroy()));
  const port = await listening(server);
  expect(await network.connect('127.0.0.1', port)).toEqual({ reached: true });
  await expect(network.tls('127.0.0.1', port)).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE' });
  expect(await network.connect('127.0.0.1', 1)).toMatchObject({ reached: false, refused: true });
});

test('a name server that is silent is no missing record', async () => {
  const silent = createSocket('udp4').bind(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const asked = new NodeNetwork({ timeoutMs: 400, nameServers: [`127.0.0.1:${silent.address().port}`] });
  await expect(asked.resolve('pool.contoso.com')).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE' });
});

test('names are looked up at the configured name servers, those that are connected to as well', async () => {
  const port = await listening(createServer((socket) => onTestFinished(() => void socket.destroy())));
  const names = await nameServer(new Map([['pool.contoso.test', ['127.0.0.1', '127.0.0.2']]]));
  onTestFinished(() => names.close());
  const asked = new NodeNetwork({ timeoutMs: 1_000, nameServers: [names.at] });
  expect(await asked.resolve('Pool.contoso.test')).toEqual(['127.0.0.1', '127.0.0.2']);
  expect(await asked.resolve('other.contoso.test')).toEqual([]);
  expect(await asked.connect('pool.contoso.test', port)).toEqual({ reached: true });
  expect(await asked.connect('other.contoso.test', port)).toMatchObject({ reached: false, refused: false });
  await expect(asked.tls('other.contoso.test', port)).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE' });
});

test('the file store is probed and left as it was', async () => {
  const store = new MountedFileStore();
  expect(await store.probe(folder)).toBeNull();
  expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toContain('probe');
  expect(await store.probe(join(folder, 'missing'))).toContain('ENOENT');
  expect(await store.facts(join(folder, 'missing'))).toBeNull();
  expect((await store.facts(folder))?.freeBytes).toBeGreaterThan(0n);
});
