/** `gc2pc preflight` where nobody answers: addresses that lead nowhere, servers that take a connection and say nothing. */
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topologyXml } from '#test/preflight/world/topology-xml.ts';
import { cliJson } from '#test/support/cli.ts';

/** Of RFC 5737: no route leads there. */
const NOWHERE = '192.0.2.1';
const MOST_MS = 30_000;

let folder: string;
let mute: Server;
let silentNames: Socket;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-silence-'));
  mute = createServer((socket) => {
    // Takes what comes, and never answers.
    socket.on('error', () => {}).resume();
  });
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  silentNames = createSocket('udp4');
  await new Promise<void>((resolve) => silentNames.bind(0, '127.0.0.1', resolve));
  writeFileSync(join(folder, 'topology.xml'), topologyXml());
  environment = {
    GC2PC_WORK_DIR: join(folder, 'work'),
    GC2PC_LOOKUP_SIP_URI: 'sip:ocschat@contoso.com',
    GC2PC_POOL_FQDN: 'pcpool.contoso.com',
    GC2PC_SOURCE_PASSWORD: 'x',
    GC2PC_TARGET_PASSWORD: 'x',
    GC2PC_DIRECTORY_PASSWORD: 'x',
    GC2PC_DIRECTORY_BIND_DN: 'CN=x,DC=contoso,DC=com',
    GC2PC_PREFLIGHT_TOPOLOGY_FILE: join(folder, 'topology.xml'),
    GC2PC_PREFLIGHT_OPERATOR: 'CONTOSO\\ann',
    GC2PC_PREFLIGHT_NAME_SERVERS: `127.0.0.1:${silentNames.address().port}`,
  };
});
afterAll(() => {
  mute.close();
  silentNames.close();
  rmSync(folder, { recursive: true, force: true });
});

const muteAt = (): string => `127.0.0.1:${(mute.address() as AddressInfo).port}`;

interface Seen {
  readonly id: string;
  readonly result: string;
  readonly hint: string;
}

async function preflight(where: Readonly<Record<string, string>>) {
  const { document } = await cliJson(['preflight'], { folder, environment: { ...environment, ...where } });
  return { ...document, checks: document.checks as readonly Seen[], durationMs: document.durationMs as number };
}

describe('with nobody there', () => {
  it.each([
    [
      'leads nowhere',
      () => ({
        GC2PC_SOURCE_URL: `mssql://gc2pc@${NOWHERE}:1433/groupchat`,
        GC2PC_TARGET_URL: `mssql://gc2pc@${NOWHERE}:1434/mgc`,
        GC2PC_DIRECTORY_URL: `ldaps://${NOWHERE}:636`,
      }),
    ],
    [
      'is a server that says nothing',
      () => ({
        GC2PC_SOURCE_URL: `mssql://gc2pc@${muteAt()}/groupchat`,
        GC2PC_TARGET_URL: `mssql://gc2pc@${muteAt()}/mgc?encrypt=true`,
        GC2PC_DIRECTORY_URL: `ldaps://${muteAt()}`,
      }),
    ],
  ])(
    'ends within 30 s where every address %s, and tells what to do by hand',
    { timeout: 90_000 },
    async (_what, where) => {
      const { checks, durationMs, exitCode } = await preflight(where());
      expect(durationMs).toBeLessThan(MOST_MS);
      expect(checks).toHaveLength(90);
      // What the exported topology and the configuration tell by themselves needs nobody.
      const told = checks.filter(({ result }) => result !== 'unknown').map(({ id, result }) => `${id} ${result}`);
      expect(told).toEqual(['D02 pass', 'D10 pass', 'D17 not-applicable', 'D18 pass', 'D30 pass', 'D34 pass']);
      expect(checks.filter(({ result, hint }) => result === 'unknown' && hint.length < 10)).toEqual([]);
      expect(exitCode).toBe(0);
    },
  );

  it('ends at once where nothing is configured at all', { timeout: 60_000 }, async () => {
    const { document } = await cliJson(['preflight'], {
      folder,
      environment: { GC2PC_WORK_DIR: join(folder, 'bare') },
    });
    const checks = document.checks as readonly Seen[];
    expect(checks.filter(({ result }) => result !== 'unknown')).toEqual([]);
    expect(document.durationMs).toBeLessThan(MOST_MS);
  });
});
