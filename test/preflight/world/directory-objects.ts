/** What a deployment has in its directory beside the objects of the RTC service, on a domain controller that runs. */
import { attributes, type DirectoryPort, readByDn } from '#src/cutover/directory-port.ts';
import { BASE, makeAutomaticEndpoint } from '#test/directory/directories.ts';
import { HOSTS } from './topology-xml.ts';

export const SIP_URI = 'sip:ocschat@contoso.com';
/** Who are principals of the source: name of the account → its number there. */
export const PEOPLE: ReadonlyMap<string, number> = new Map([
  ['bea', 11],
  ['cai', 12],
  ['dov', 13],
  ['eve', 14],
]);
export const STAFF = { name: 'Staff', number: 2 } as const;
export const CHAT_ADMINISTRATORS = 'CsPersistentChatAdministrator';
export const PUBLISHERS = 'RTCUniversalServerAdmins';
const KEY_SERVICES = `CN=Public Key Services,CN=Services,CN=Configuration,${BASE}`;
const AUTHORITIES = `CN=Certification Authorities,${KEY_SERVICES}`;

export const inUsers = (name: string): string => `CN=${name},CN=Users,${BASE}`;
export const inComputers = (name: string): string => `CN=${name},CN=Computers,${BASE}`;

/** @param authority certificate of the internal authority, DER */
export async function addDeployment(port: DirectoryPort, authority: Buffer): Promise<void> {
  await makeAutomaticEndpoint(port);
  await addComputers(port);
  for (const name of ['ann', ...PEOPLE.keys()]) await port.add(inUsers(name), person(name));
  await port.add(inUsers('OCSChat'), lookupUser('ocschat'));
  await addGroups(port);
  await addAuthority(port, 'Contoso CA', authority);
}

/** A user that has the SIP URI of the Lookup service. */
export function lookupUser(account: string) {
  return attributes({
    objectClass: ['top', 'person', 'organizationalPerson', 'user'],
    sAMAccountName: account,
    'msRTCSIP-PrimaryUserAddress': SIP_URI,
    'msRTCSIP-UserEnabled': 'TRUE',
  });
}

async function addComputers(port: DirectoryPort): Promise<void> {
  for (const fqdn of [...HOSTS.frontEnds, ...HOSTS.chat]) {
    const name = fqdn.split('.')[0] ?? '';
    await port.add(
      inComputers(name),
      attributes({
        objectClass: ['top', 'person', 'organizationalPerson', 'user', 'computer'],
        sAMAccountName: `${name.toUpperCase()}$`,
        userAccountControl: '4096',
        dNSHostName: fqdn,
        operatingSystem: 'Windows Server 2012 R2 Standard',
      }),
    );
  }
}

/** The operator is in a group that is in the groups. */
async function addGroups(port: DirectoryPort): Promise<void> {
  const group = (name: string, member: string) =>
    port.add(inUsers(name), attributes({ objectClass: ['top', 'group'], sAMAccountName: name, member }));
  await group('Chat team', inUsers('ann'));
  await group(CHAT_ADMINISTRATORS, inUsers('Chat team'));
  await group(PUBLISHERS, inUsers('Chat team'));
  await group(STAFF.name, inUsers('bea'));
  const admins = await readByDn(port, inUsers('Domain Admins'), ['member']);
  if (admins === null) throw new Error('the domain has no administrators');
  const values = [Buffer.from(inUsers('Chat team'))];
  await port.modify(admins.guid, [{ operation: 'add', attribute: 'member', values }]);
}

export async function addAuthority(port: DirectoryPort, name: string, certificate: Buffer): Promise<void> {
  for (const dn of [KEY_SERVICES, AUTHORITIES]) {
    if ((await readByDn(port, dn, ['cn'])) === null) await port.add(dn, attributes({ objectClass: 'container' }));
  }
  const empty = Buffer.from([0]);
  await port.add(
    authorityDn(name),
    attributes({
      objectClass: 'certificationAuthority',
      cACertificate: certificate,
      authorityRevocationList: empty,
      certificateRevocationList: empty,
    }),
  );
}

export const authorityDn = (name: string): string => `CN=${name},${AUTHORITIES}`;

function person(name: string) {
  return attributes({
    objectClass: ['top', 'person', 'organizationalPerson', 'user'],
    sAMAccountName: name,
    userPrincipalName: `${name}@contoso.com`,
  });
}
