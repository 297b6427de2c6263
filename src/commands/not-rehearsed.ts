/** What a cut-over does and a rehearsal of its kind does not; one short clause each, for the certificate. */
import type { Configuration } from '#src/config/configuration.ts';

const DIRECTORY = 'the switch in the directory and its way back';
const FILES = 'SQL Server: the databases were files of the embedded engine';

/** A migration and its verification on databases of whatever kind. */
export function notRehearsedByVerify(targetEngine: 'sqlserver' | 'sqlite'): string[] {
  return [
    ...(targetEngine === 'sqlite' ? [FILES] : []),
    DIRECTORY,
    'closing the source to writes, and the final delta behind the fence',
    'stopping the 2010 services and starting those of 2013',
  ];
}

/** `rehearse`: everything, on made-up databases and a directory in a file. */
export function notRehearsedByRehearse(configuration: Configuration): string[] {
  const { endpoint, filter, cutover, source } = configuration;
  return [
    'your data, at its size: the databases were made up',
    ...(source?.engine === 'sqlite' ? [] : [FILES]),
    'Active Directory: the directory was a file',
    ...(endpoint.via === 'ldap' ? [] : [`endpoint.via ${endpoint.via}: the stand-in wrote the endpoint itself`]),
    ...(source?.engine === 'sqlite' ? [] : ['SET READ_ONLY on the source: the fence was that of a file']),
    'backups: their gates were acknowledged',
    ...(cutover.quietIntervalSeconds > 1
      ? [`the quiet interval of ${cutover.quietIntervalSeconds} s: it was 1 s`]
      : []),
    ...(filter.categories.length + filter.rooms.length === 0 ? [] : ['filter.categories and filter.rooms']),
    'stopping the 2010 services and starting those of 2013',
  ];
}
