/** Opens the forest that a configuration names: a domain controller over LDAP, or the stand-in in a file. */
import { resolve } from 'node:path';
import type { Configuration } from '#src/config/configuration.ts';
import { SettingMissing } from '#src/config/errors.ts';
import { DirectoryUnreachable } from '#src/cutover/directory-errors-port.ts';
import type { DirectoryPort, Forest } from '#src/cutover/directory-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { LdapConnection } from './ldap/connection.ts';
import { LdapDirectory } from './ldap/ldap-directory.ts';
import { StandInDirectory } from './standin/stand-in-directory.ts';

const CATALOGUE_PORT = { 'ldaps:': 3269, 'ldap:': 3268 } as const;
/** A catalogue is asked once whether it is there; nobody waits for one that is not. */
const CATALOGUE_TIMING = { connectMs: 5_000, graceMs: 0 };

/** Read-only ways to all listed domain controllers, and the one that writes go to. */
export async function openDirectory(configuration: Configuration): Promise<Opened<Forest>> {
  const { url, bindDn, password, caFile, domainControllers } = configuration.directory;
  if (url === null) throw new SettingMissing('directory.url', 'GC2PC_DIRECTORY_URL');
  if (url.toLowerCase().startsWith('file:')) {
    const port = new StandInDirectory(resolve(url.slice('file:'.length)));
    await port.describe();
    return { port: { primary: port, others: new Map(), globalCatalogue: null }, close: async () => {} };
  }
  if (bindDn === null) throw new SettingMissing('directory.bindDn', 'GC2PC_DIRECTORY_BIND_DN');
  if (password === null) throw new SettingMissing('directory.password', 'GC2PC_DIRECTORY_PASSWORD');
  const connections: LdapConnection[] = [];
  const connect = (address: string, timing = {}): DirectoryPort => {
    const connection = new LdapConnection({ url: address, bindDn, password: password.reveal(), caFile, timing });
    connections.push(connection);
    return new LdapDirectory(connection);
  };
  const close = async (): Promise<void> => {
    for (const connection of connections) await connection.close();
  };
  try {
    const primary = connect(url);
    // A wrong address or login shows here, and not half way.
    await primary.describe();
    const others = new Map<string, DirectoryPort>();
    for (const listed of domainControllers) {
      const address = controllerUrl(listed, url);
      if (new URL(address).host.toLowerCase() !== new URL(url).host.toLowerCase()) others.set(listed, connect(address));
    }
    const globalCatalogue = await answering(connect(catalogueUrl(url), CATALOGUE_TIMING));
    return { port: { primary, others, globalCatalogue }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A bare host name is reached in the way of the named controller. */
export function controllerUrl(listed: string, primaryUrl: string): string {
  if (/^ldaps?:\/\//i.test(listed)) return listed;
  const { protocol } = new URL(primaryUrl);
  return `${protocol}//${listed}`;
}

function catalogueUrl(primaryUrl: string): string {
  const { protocol, hostname } = new URL(primaryUrl);
  return `${protocol}//${hostname}:${protocol === 'ldap:' ? CATALOGUE_PORT['ldap:'] : CATALOGUE_PORT['ldaps:']}`;
}

async function answering(port: DirectoryPort): Promise<DirectoryPort | null> {
  try {
    await port.search({ base: '', scope: 'base', where: { present: 'objectClass' }, attributes: ['dnsHostName'] });
    return port;
  } catch (error) {
    if (error instanceof DirectoryUnreachable) return null;
    throw error;
  }
}
