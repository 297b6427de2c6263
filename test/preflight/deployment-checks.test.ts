/** Every check of the deployment on a world in which all pass: one change flips it, and without its facts it is unknown. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CheckOutcome } from '#src/preflight/check.ts';
import { DEPLOYMENT_CHECKS } from '#src/preflight/deployment-checks.ts';
import { runChecks } from '#src/preflight/run-checks.ts';
import { principal } from '#test/support/inventory-builder.ts';
import {
  BASE,
  DAY,
  type DeploymentWorld,
  deploymentWorld,
  GUID,
  leaf,
  type topology,
  URI,
  worldFacts,
} from './deployment-world.ts';
import { factsOf, NOW, type Stated } from './facts.ts';

const folder = mkdtempSync(join(tmpdir(), 'gc2pc-authorities-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const OWN = authority('Contoso CA');
const OTHER = authority('Other CA');

type Change = (world: DeploymentWorld, databases: Mutable) => void;
type Loose<T> = { -readonly [Name in keyof T]: T[Name] };
interface Mutable {
  source: Loose<NonNullable<Stated['source']>>;
  target: Loose<NonNullable<Stated['target']>>;
  current: NonNullable<Stated['current']>;
  findings: NonNullable<Stated['findings']>;
  prinADPath: string;
}

/** Change of the world → the checks that it flips, with their new result; all others stay as they were. */
const CHANGES: readonly (readonly [string, Change, Readonly<Record<string, CheckOutcome['result']>>])[] = [
  ['the schema is of 2010', (w) => set(w, /SchemaVersion/, 'rangeUpper', '1100'), { D01: 'block' }],
  ['no Front End answers', (w) => w.closed.set('*:5061', 'silent'), { D01: 'unknown' }],
  [
    'the pool is not in the topology',
    (w) =>
      edit(w, (t) => ({
        ...t,
        pools: t.pools.map((p) => (p.fqdn === 'pcpool.contoso.com' ? { ...p, services: [] } : p)),
      })),
    {
      D02: 'block',
      D10: 'unknown',
      D11: 'unknown',
      D12: 'unknown',
      D13: 'unknown',
      D17: 'unknown',
      D19: 'unknown',
      D20: 'unknown',
      D24: 'unknown',
      D34: 'unknown',
    },
  ],
  [
    'a server runs Windows Server 2003',
    (w) => set(w, /^CN=pc1/, 'operatingSystem', 'Windows Server 2003'),
    { D03: 'block' },
  ],
  [
    'a server of 2008 R2 lacks the service pack',
    (w) => set(w, /^CN=pc1/, 'operatingSystem', 'Windows Server 2008 R2 Standard'),
    { D03: 'block' },
  ],
  ['Message Queuing is off', (w) => w.closed.set('pc1.contoso.com:1801', 'refused'), { D04: 'warn' }],
  [
    'SQL Server is of 2005',
    (_w, d) => {
      d.target.server = { version: '9.0.5000' };
    },
    { D05: 'block' },
  ],
  [
    'the target is Express on a pool of several',
    (_w, d) => {
      d.target.server = { edition: 'Express Edition' };
    },
    { D05: 'block' },
  ],
  [
    'the target is read-only',
    (_w, d) => {
      d.target.database = { readOnly: true };
    },
    { D06: 'block' },
  ],
  [
    'a right is missing',
    (_w, d) => {
      d.target.missingRights = ['INSERT on tblChat'];
    },
    { D06: 'block' },
  ],
  [
    'compliance is required, and there is no database for it',
    (w) => {
      w.settings.answers = new Map([...w.settings.answers, ['compliance', 'yes']]);
    },
    { D07: 'block' },
  ],
  [
    'the server is small',
    (_w, d) => {
      d.target.server = { cores: 2 };
    },
    { D09: 'warn' },
  ],
  [
    'the disk is full',
    (_w, d) => {
      d.target.database = { freeBytes: 1n };
    },
    { D09: 'warn' },
  ],
  [
    'there is no backup SQL Server',
    (w) =>
      edit(w, (t) => ({
        ...t,
        pools: t.pools.map((p) => ({ ...p, services: p.services.map((s) => ({ ...s, backup: null })) })),
      })),
    { D10: 'warn' },
  ],
  [
    'the file store is no path',
    (w) => {
      w.settings.fileStore = 'files';
    },
    { D11: 'block' },
  ],
  [
    'the file store is local to a pool of several',
    (w) => {
      w.settings.fileStore = 'D:\\chat';
    },
    { D11: 'block' },
  ],
  [
    'the file store is out of sight',
    (w) => {
      w.store = null;
    },
    { D11: 'unknown', D12: 'unknown', D13: 'unknown' },
  ],
  [
    'the file store is read-only',
    (w) => {
      w.refusal = 'cannot write';
    },
    { D12: 'block' },
  ],
  [
    'the file store is on FAT32',
    (w) => {
      w.store = { fileSystem: 'vfat', freeBytes: 1n };
    },
    { D13: 'block' },
  ],
  ['the operator is in no group', (w) => set(w, /^CN=Ann/, 'memberOf', []), { D14: 'block' }],
  [
    'the operator may not publish',
    (w) => set(w, /^CN=Nested/, 'memberOf', [`CN=CsPersistentChatAdministrator,${BASE}`]),
    { D14: 'warn' },
  ],
  ['there is no administrator', (w) => set(w, /^CN=CsPersistent/, 'member', []), { D15: 'warn' }],
  [
    'the pool has one server',
    (w) =>
      edit(w, (t) => ({
        ...t,
        pools: t.pools.map((p) => (p.fqdn === 'pcpool.contoso.com' ? { ...p, computers: ['pc1.contoso.com'] } : p)),
      })),
    { D18: 'warn' },
  ],
  [
    'the Front End is a Standard Edition server of another name',
    (w) =>
      edit(w, (t) => ({
        ...t,
        pools: t.pools.map((p) => (p.fqdn === 'fe.contoso.com' ? { ...p, computers: ['fe.contoso.com'] } : p)),
      })),
    { D17: 'block', D19: 'unknown', D20: 'unknown', D24: 'unknown' },
  ],
  [
    'the web certificate is of another authority',
    (w) => {
      w.certificates.set('fe1.contoso.com:443', [{ ...leaf(OTHER), issuer: 'CN=Other CA' }]);
    },
    { D19: 'block', D20: 'warn' },
  ],
  [
    'an authority of the same name has another key',
    (w) => {
      w.certificates.set('fe1.contoso.com:443', [{ ...leaf(OWN), authorityKeyId: 'BB' }]);
    },
    { D19: 'block' },
  ],
  [
    'the certificate ends within the weekend',
    (w) => {
      w.certificates.set('fe1.contoso.com:443', [{ ...leaf(OWN), notAfter: NOW + DAY / 2 }]);
    },
    { D19: 'block' },
  ],
  [
    'the certificate lacks the name',
    (w) => {
      w.certificates.set('fe1.contoso.com:443', [{ ...leaf(OWN), dnsNames: ['x'] }]);
    },
    { D19: 'block' },
  ],
  [
    'the key is short',
    (w) => {
      w.certificates.set('fe1.contoso.com:443', [{ ...leaf(OWN), keyBits: 1024 }]);
    },
    { D19: 'block' },
  ],
  [
    'no window is configured',
    (w) => {
      w.settings.window = null;
    },
    { D19: 'unknown' },
  ],
  ['a server has no address', (w) => w.addresses.delete('pc2.contoso.com'), { D21: 'block' }],
  ['the pool leads to one server only', (w) => w.addresses.set('pcpool.contoso.com', ['10.0.0.1']), { D21: 'block' }],
  ['the SIP port is closed', (w) => w.closed.set('*:5041', 'refused'), { D22: 'warn' }],
  ['nobody answers at the SIP port', (w) => w.closed.set('*:5041', 'silent'), { D22: 'unknown' }],
  ['one of the two service ports is closed', (w) => w.closed.set('*:881', 'refused'), {}],
  [
    'people are of another forest',
    (_w, d) => {
      d.prinADPath = 'CN=Ann,DC=fabrikam,DC=com';
    },
    { D23: 'block' },
  ],
  [
    'nobody of the sample is in the directory',
    (w) => set(w, /^CN=Ann/, 'objectGUID', Buffer.alloc(16)),
    { D23: 'block' },
  ],
  ['a server is in another domain', (w) => move(w, 'CN=pc1,CN=Computers,', `CN=pc1,DC=child,${BASE}`), { D24: 'warn' }],
  ['no global catalogue', (w) => set(w, /^CN=NTDS/, 'options', '0'), { D25: 'warn' }],
  [
    'the well-known user is not there',
    (w) => set(w, /^CN=OCSChat/, 'msRTCSIP-PrimaryUserAddress', 'sip:x@contoso.com'),
    { D26: 'block' },
  ],
  [
    'the well-known user is not enabled',
    (w) => set(w, /^CN=OCSChat/, 'msRTCSIP-UserEnabled', 'FALSE'),
    { D26: 'block' },
  ],
  [
    'a contact has the URI too',
    (w) => set(w, /^CN={auto}/, 'msRTCSIP-PrimaryUserAddress', URI),
    { D27: 'block', D28: 'pass' },
  ],
  [
    'the endpoint leads elsewhere',
    (w) => {
      set(w, /^CN={auto}/, 'msRTCSIP-PrimaryUserAddress', URI);
      set(w, /^CN={svc}/, 'msRTCSIP-TrustedServerFQDN', 'old.contoso.com');
    },
    { D27: 'block', D28: 'warn' },
  ],
  ['there are many endpoints', (w) => copy(w, /^CN={auto}/, 'CN={more}'), { D29: 'warn' }],
  ['the SIP domain is not served', (w) => edit(w, (t) => ({ ...t, sipDomains: ['fabrikam.com'] })), { D30: 'block' }],
  [
    'a server is connected in the night',
    (w) => {
      w.activity.sessions = ['CHAT01'];
    },
    { D31: 'block' },
  ],
  [
    'a server is connected on Wednesday',
    (w) => {
      w.activity.sessions = ['CHAT01'];
      w.settings.window = { from: NOW + DAY, to: NOW + 2 * DAY };
    },
    { D31: 'warn' },
  ],
  [
    'sessions are hidden',
    (w) => {
      w.activity.sessions = null;
    },
    { D31: 'unknown' },
  ],
  [
    'the backup is older than the stop',
    (_w, d) => {
      d.source.lastFullAt = NOW - 2 * DAY;
    },
    { D32: 'block' },
  ],
  [
    'names clash',
    (_w, d) => {
      d.findings = [{ id: 'P25-name-in-target', severity: 'block' }];
    },
    { D33: 'block' },
  ],
  [
    'there are two chat pools',
    (w) =>
      edit(w, (t) => ({
        ...t,
        pools: [
          ...t.pools,
          ...t.pools.filter((p) => p.fqdn === 'pcpool.contoso.com').map((p) => ({ ...p, fqdn: 'two.contoso.com' })),
        ],
      })),
    { D34: 'warn' },
  ],
  [
    'there are too many users',
    (w) => {
      w.settings.answers = new Map([...w.settings.answers, ['users', '200,000']]);
    },
    { D35: 'warn' },
  ],
  [
    'a question is open',
    (w) => {
      w.settings.answers = new Map([...w.settings.answers].filter(([id]) => id !== 'users'));
    },
    { D35: 'unknown' },
  ],
];
/** Neither passes nor fails where all is well: no compliance, no Standard Edition, no policy told, no endpoint yet. */
const NOT_PASSING = { D07: 'not-applicable', D16: 'unknown', D17: 'not-applicable', D28: 'not-applicable' } as const;

test('every check is there, once, under its own id', () => {
  const ids = Array.from({ length: 35 }, (_, at) => `D${String(at + 1).padStart(2, '0')}`);
  expect(DEPLOYMENT_CHECKS.map(({ id }) => id)).toEqual(ids);
});

test('a sound deployment passes', async () => {
  const results = await look(() => {});
  const expected = Object.fromEntries(DEPLOYMENT_CHECKS.map(({ id }) => [id, 'pass']));
  expect(results).toEqual({ ...expected, ...NOT_PASSING });
});

test.each(CHANGES)('%s: exactly the checks flip that should', async (_title, change, flipped) => {
  const before = await look(() => {});
  expect(await look(change)).toEqual({ ...before, ...flipped });
});

test('without any fact all is unknown, with something to do by hand', async () => {
  const facts = factsOf({});
  const silent = async () => Promise.reject(new Error('no answer'));
  const outcomes = await runChecks(
    DEPLOYMENT_CHECKS,
    { ...facts, network: { resolve: silent, connect: silent, tls: silent } },
    { stop: new AbortController().signal },
  );
  for (const { id, result, hint } of outcomes) expect([id, result, hint.length > 10]).toEqual([id, 'unknown', true]);
});

test('every check but those that only inform can be violated', () => {
  const flips = new Set(
    CHANGES.flatMap(([, , flipped]) =>
      Object.entries(flipped)
        .filter(([, to]) => to === 'warn' || to === 'block')
        .map(([id]) => id),
    ),
  );
  // Both need other databases than one target can be: see the tests below.
  expect(DEPLOYMENT_CHECKS.map(({ id }) => id).filter((id) => !flips.has(id))).toEqual(['D08', 'D16']);
});

test('two Persistent Chat databases on one instance are told', async () => {
  const facts = await changed(() => {});
  const sql = await facts.sql('target');
  if (!sql.known) throw new Error('the target is stated');
  const two = { ...sql.value, databases: async () => ['mgc', 'old'], looksLikePersistentChat: async () => true };
  const check = DEPLOYMENT_CHECKS.filter(({ id }) => id === 'D08');
  const outcomes = await runChecks(
    check,
    { ...facts, sql: async () => ({ known: true, value: two }) },
    { stop: new AbortController().signal },
  );
  expect(outcomes.map(({ result }) => result)).toEqual(['warn']);
});

async function look(change: Change): Promise<Record<string, string>> {
  const outcomes = await runChecks(DEPLOYMENT_CHECKS, changed(change), { stop: new AbortController().signal });
  return Object.fromEntries(outcomes.map(({ id, result }) => [id, result]));
}

function changed(change: Change) {
  const world = deploymentWorld(OWN);
  const databases: Mutable = {
    source: { lastFullAt: NOW - DAY / 2 },
    target: { server: { memoryBytes: 64n * 1024n ** 3n } },
    current: {},
    findings: [],
    prinADPath: `CN=Ann,CN=Users,${BASE}`,
  };
  change(world, databases);
  const { prinADPath, ...stated } = databases;
  const target = { ...stated.target, server: { memoryBytes: 64n * 1024n ** 3n, ...stated.target.server } };
  return worldFacts(world, {
    ...stated,
    target,
    legacy: { principals: [principal(10, { prinGuid: GUID, prinADPath, prinTypeID: 5 })] },
  });
}

function set(world: DeploymentWorld, which: RegExp, name: string, value: string | string[] | Buffer): void {
  for (const [dn, from] of world.objects) if (which.test(dn)) world.objects.set(dn, { ...from, [name]: value });
}

function move(world: DeploymentWorld, prefix: string, to: string): void {
  for (const [dn, from] of [...world.objects]) {
    if (!dn.startsWith(prefix)) continue;
    world.objects.delete(dn);
    world.objects.set(to, from);
  }
}

function copy(world: DeploymentWorld, which: RegExp, name: string): void {
  for (const [dn, from] of [...world.objects]) if (which.test(dn)) world.objects.set(dn.replace(which, name), from);
}

function edit(world: DeploymentWorld, change: (now: ReturnType<typeof topology>) => ReturnType<typeof topology>): void {
  if (world.topology !== null) world.topology = change(world.topology);
}

function authority(name: string): Buffer {
  const file = join(folder, `${name}.pem`);
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${file}.key`, '-out', file, '-subj', `/CN=${name}`],
    { stdio: 'ignore' },
  );
  return new X509Certificate(readFileSync(file)).raw;
}
