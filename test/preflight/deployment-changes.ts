/** Changes of the deployment in which every check passes, and the results that each of them flips. */
import { sidBytes } from '#src/model/object-identity.ts';
import type { CheckOutcome } from '#src/preflight/check.ts';
import { DEPLOYMENT_CHECKS } from '#src/preflight/deployment-checks.ts';
import {
  compliant,
  copy,
  edit,
  type Mutable,
  move,
  OTHER,
  OWN,
  set,
  standardEdition,
  user,
} from './deployment-edits.ts';
import { BASE, DAY, type DeploymentWorld, leaf, URI } from './deployment-world.ts';
import { NOW } from './facts.ts';

export type Change = (world: DeploymentWorld, databases: Mutable) => void;

/** Change of the world → the checks that it flips, with their new result; all others stay as they were. */
export const CHANGES: readonly (readonly [string, Change, Readonly<Record<string, CheckOutcome['result']>>])[] = [
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
  [
    'Message Queuing is off, and compliance is required',
    (w, d) => {
      w.closed.set('pc1.contoso.com:1801', 'refused');
      compliant(w, d);
    },
    { D04: 'block', D07: 'pass' },
  ],
  ['compliance is required, and the target’s instance has its database', compliant, { D07: 'pass' }],
  [
    'the target is an embedded database',
    (_w, d) => {
      d.target.server = { edition: 'SQLite', version: '3.50' };
    },
    { D05: 'not-applicable' },
  ],
  [
    'a Standard Edition server holds pool, store and Express, all under its own name',
    (w, d) => {
      d.target.server = { edition: 'Express Edition (64-bit)' };
      standardEdition(w);
    },
    { D17: 'pass', D18: 'warn' },
  ],
  [
    'the file store has no room for the files of 2010',
    (_w, d) => {
      d.repository = { files: 3, bytes: 2n };
    },
    { D12: 'block' },
  ],
  [
    'the files of 2010 just fit into the file store',
    (_w, d) => {
      d.repository = { files: 3, bytes: 1n };
    },
    {},
  ],
  [
    'a group shows as the primary group of the operator alone',
    (w) => {
      set(w, /^CN=Nested/, 'memberOf', [
        `CN=CsPersistentChatAdministrator,${BASE}`,
        `CN=RTCUniversalServerAdmins,${BASE}`,
      ]);
      set(w, /^CN=Domain Admins/, 'objectSid', Buffer.from(sidBytes('S-1-5-21-1-2-3-512')));
      set(w, /^CN=Ann/, 'objectSid', Buffer.from(sidBytes('S-1-5-21-1-2-3-1105')));
      set(w, /^CN=Ann/, 'primaryGroupID', '512');
    },
    {},
  ],
  [
    'the primary group of the operator is one of that number in another domain',
    (w) => {
      set(w, /^CN=Nested/, 'memberOf', [
        `CN=CsPersistentChatAdministrator,${BASE}`,
        `CN=RTCUniversalServerAdmins,${BASE}`,
      ]);
      set(w, /^CN=Domain Admins/, 'objectSid', Buffer.from(sidBytes('S-1-5-21-9-9-9-512')));
      set(w, /^CN=Ann/, 'objectSid', Buffer.from(sidBytes('S-1-5-21-1-2-3-1105')));
      set(w, /^CN=Ann/, 'primaryGroupID', '512');
    },
    { D14: 'warn' },
  ],
  [
    'users of the target carry a policy',
    (_w, d) => {
      d.current = { principals: [user('policy'), user(null)] };
    },
    { D16: 'pass' },
  ],
  [
    'no user of the target carries a policy',
    (_w, d) => {
      d.current = { principals: [user(null)] };
    },
    { D16: 'warn' },
  ],
  [
    'some people of the source have left the directory',
    (_w, d) => {
      d.strangers = 1;
    },
    { D23: 'warn' },
  ],
  [
    'the backup is older than the stop, on Wednesday',
    (w, d) => {
      d.source.lastFullAt = NOW - 2 * DAY;
      w.settings.window = { from: NOW + DAY, to: NOW + 2 * DAY };
    },
    { D32: 'warn' },
  ],
  [
    'items of the target are taken over',
    (_w, d) => {
      d.findings = [{ id: 'P24-taken-over', severity: 'warn' }];
    },
    { D33: 'warn' },
  ],
  [
    'two Persistent Chat databases stand on one instance',
    (_w, d) => {
      d.target.databases = ['mgc', 'mgc_old'];
    },
    { D08: 'warn' },
  ],
];

/** No compliance, no Standard Edition, no users of the target that could carry a policy, no endpoint yet. */
const NOT_PASSING: Readonly<Record<string, CheckOutcome['result']>> = {
  D07: 'not-applicable',
  D16: 'unknown',
  D17: 'not-applicable',
  D28: 'not-applicable',
};

/** What every check comes to before anything is changed. */
export const SOUND: Readonly<Record<string, CheckOutcome['result']>> = {
  ...Object.fromEntries(DEPLOYMENT_CHECKS.map(({ id }) => [id, 'pass' as const])),
  ...NOT_PASSING,
};

export function flippedTitle([title, , flipped]: (typeof CHANGES)[number]): string {
  const results = Object.entries(flipped).map(([id, result]) => `${id} is ${result}`);
  return `${title}: ${results.length === 0 ? 'nothing flips' : results.join(', ')}`;
}
