/** The doctors of every server that a configuration names, by the name of its section. */
import type { Configuration, DatabaseAddress } from '#src/config/configuration.ts';
import type { DoctorPort } from '#src/doctor/doctor-port.ts';
import { ldapDoctor } from './ldap/ldap-doctor.ts';
import { controllerUrl } from './open-directory.ts';
import { sqliteDoctor } from './sqlite/sqlite-doctor.ts';
import { standInDoctor } from './standin/stand-in-doctor.ts';

/** Empty where nothing is configured. */
export async function openDoctors(configuration: Configuration): Promise<ReadonlyMap<string, DoctorPort>> {
  const doctors = new Map<string, DoctorPort>();
  const { source, target, compliance, journalDatabase, directory } = configuration;
  if (source !== null) doctors.set('source', await databaseDoctor(source, 'source', null));
  if (target !== null) doctors.set('target', await databaseDoctor(target, 'target', journalDatabase));
  // It is looked at, not written to: the rights of a reader are what counts.
  if (compliance !== null) doctors.set('compliance', await databaseDoctor(compliance, 'source', null));
  const { url, bindDn, password, caFile, domainControllers } = directory;
  if (url === null) return doctors;
  if (url.toLowerCase().startsWith('file:')) {
    doctors.set('directory', standInDoctor(url.slice('file:'.length)));
    return doctors;
  }
  const login = { bindDn: bindDn ?? '', password: password?.reveal() ?? '', caFile };
  doctors.set('directory', ldapDoctor({ url, ...login }));
  for (const listed of domainControllers) {
    const address = controllerUrl(listed, url);
    if (new URL(address).host.toLowerCase() === new URL(url).host.toLowerCase()) continue;
    doctors.set(`directory ${listed}`, ldapDoctor({ url: address, ...login }));
  }
  return doctors;
}

async function databaseDoctor(
  address: DatabaseAddress,
  side: 'source' | 'target',
  journalDatabase: string | null,
): Promise<DoctorPort> {
  if (address.engine === 'sqlite') return sqliteDoctor(address.file, side);
  const { sqlServerDoctor } = await import('./sqlserver/doctor.ts');
  return sqlServerDoctor(address, side, journalDatabase);
}
