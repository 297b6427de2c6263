/** The directories that tests run on: the stand-in always, a Samba domain controller where one can be started. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { homeServerDn, rtcBase, trustedServiceDn } from '#fixtures/directory/lync-objects.ts';
import { type DomainController, SAMBA, sambaMissing, startDomainController } from '#fixtures/directory/samba.ts';
import { writeStandIn } from '#fixtures/directory/stand-in-state.ts';
import { attributes, type DirectoryPort, readByDn } from '#src/cutover/directory-port.ts';
import { LdapConnection, type LdapTiming } from '#src/engines/ldap/connection.ts';
import { LdapDirectory } from '#src/engines/ldap/ldap-directory.ts';
import { StandInDirectory } from '#src/engines/standin/stand-in-directory.ts';
import { childDn } from '#src/model/distinguished-name.ts';

export const BASE = SAMBA.base;
export const RTC = rtcBase(BASE);
export const CONTACTS = `CN=Application Contacts,${RTC}`;

/** An address of loopback that no other test file uses at the same time. */
let next = 1;
export function freshAddress(): string {
  next += 1;
  return `127.${1 + (process.pid % 200)}.${Math.floor(process.pid / 200) % 250}.${next}`;
}

export interface TestDirectory {
  readonly port: DirectoryPort;
  readonly controller: DomainController | null;
  /** The stand-in's file, null on Samba. */
  readonly stateFile: string | null;
}

export function connect(
  controller: DomainController,
  who: { bindDn?: string; password?: string; url?: string; timing?: Partial<LdapTiming>; caFile?: string | null } = {},
): { port: LdapDirectory; connection: LdapConnection } {
  const connection = new LdapConnection({
    url: who.url ?? controller.url,
    bindDn: who.bindDn ?? controller.bindDn,
    password: who.password ?? controller.password,
    caFile: who.caFile === undefined ? controller.caFile : who.caFile,
    ...(who.timing === undefined ? {} : { timing: who.timing }),
  });
  return { port: new LdapDirectory(connection), connection };
}

/** One `describe` per directory; Samba's says why it is skipped. */
export function forEachDirectory(title: string, tests: (directory: () => TestDirectory) => void): void {
  describe(`${title} [stand-in]`, () => {
    let folder = '';
    let made: TestDirectory;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'gc2pc-directory-'));
      const stateFile = join(folder, 'directory.json');
      writeStandIn(stateFile, { sipUri: 'sip:nobody@contoso.com', poolFqdn: SAMBA.poolFqdn });
      made = { port: new StandInDirectory(stateFile), controller: null, stateFile };
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    tests(() => made);
  });
  onSamba(title, (controller, connected) => {
    tests(() => ({ port: connected(), controller: controller(), stateFile: null }));
  });
}

export function onSamba(
  title: string,
  tests: (controller: () => DomainController, port: () => LdapDirectory) => void,
  options: { readonly recycleBin?: boolean } = {},
): void {
  const missing = sambaMissing();
  describe.skipIf(missing !== null)(`${title} [Samba${missing === null ? '' : `: skipped, ${missing}`}]`, () => {
    let controller: DomainController;
    let opened: { port: LdapDirectory; connection: LdapConnection };
    beforeAll(async () => {
      controller = await startDomainController(freshAddress(), options);
      opened = connect(controller);
    });
    afterAll(async () => {
      await opened?.connection.close();
      await controller?.dispose();
    });
    tests(
      () => controller,
      () => opened.port,
    );
  });
}

export interface LookupUser {
  readonly dn: string;
  readonly guid: string;
  readonly uri: string;
}

let people = 0;

/** The well-known user with what makes a restoration hard: groups, link ends, bytes, characters. */
export async function makeLookupUser(
  port: DirectoryPort,
  options: { readonly name?: string; readonly parent?: string; readonly uri?: string } = {},
): Promise<LookupUser> {
  people += 1;
  const account = `ocschat${people}`;
  const uri = options.uri ?? `sip:${account}@contoso.com`;
  const parent = options.parent ?? `CN=Users,${BASE}`;
  const dn = childDn('CN', options.name ?? `OCSChat ${people}`, parent);
  await port.add(
    dn,
    attributes({
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      sAMAccountName: account,
      userPrincipalName: `${account}@contoso.com`,
      userAccountControl: '66048',
      unicodePwd: Buffer.from('"Secret!2013 chat"', 'utf16le'),
      displayName: 'Group Chat größe 検索',
      description: 'a "well-known" user, * do not (delete)',
      mail: `${account}@contoso.com`,
      proxyAddresses: [`SMTP:${account}@contoso.com`, uri],
      thumbnailPhoto: Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00, 0x80, 0x0a]),
      'msRTCSIP-PrimaryUserAddress': uri,
      'msRTCSIP-UserEnabled': 'TRUE',
      'msRTCSIP-OptionFlags': '256',
      'msRTCSIP-PrimaryHomeServer': homeServerDn(BASE, '1:1'),
    }),
  );
  const user = await readByDn(port, dn, ['objectGUID']);
  if (user === null) throw new Error(`${dn} was not made`);
  const group = childDn('CN', `Chat group ${people}`, parent);
  await port.add(
    group,
    attributes({ objectClass: 'group', sAMAccountName: `chatgroup${people}`, member: dn, managedBy: dn }),
  );
  await port.add(
    childDn('CN', `Deputy ${people}`, parent),
    attributes({
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      sAMAccountName: `deputy${people}`,
      manager: dn,
    }),
  );
  return { dn, guid: user.guid, uri };
}

/** What the installation of the pool leaves; once per directory. */
export async function makeAutomaticEndpoint(port: DirectoryPort): Promise<void> {
  const dn = `CN={8f0d5a0c-6c1e-4d59-8d5b-9b1f6f6f2c77},${CONTACTS}`;
  if ((await readByDn(port, dn, ['cn'])) !== null) return;
  await port.add(
    dn,
    attributes({
      objectClass: 'contact',
      displayName: 'automatic',
      'msRTCSIP-PrimaryUserAddress': 'sip:endpoint-pcpool@contoso.com',
      'msRTCSIP-UserEnabled': 'TRUE',
      'msRTCSIP-OwnerUrn': 'urn:application:fixture-persistent-chat',
      'msRTCSIP-OptionFlags': '384',
      'msRTCSIP-ApplicationDestination': trustedServiceDn(BASE),
      'msRTCSIP-PrimaryHomeServer': homeServerDn(BASE, '1:2'),
    }),
  );
}
