import { type Check, notKnown, pass, violated } from '../check.ts';
import { fileStorePath } from '../deployment.ts';

/** Behind these stands a server whose own file system does not show. */
const REMOTE = /cifs|smb|nfs|9p|fuse|unknown/i;

export const d13: Check = {
  id: 'D13',
  concern: 'deployment',
  title: 'The file store is on NTFS',
  requirement: 'The file system must be NTFS; FAT32 is not supported.',
  source: 'Migration from Lync Server 2010 Group Chat or Office Communications Server 2007 R2 Group Chat',
  severity: 'block',
  endangers: 'support',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method: 'Type of the file system where the store is mounted; behind a network mount it does not show',
  manual: 'Run on the file server: fsutil fsinfo volumeinfo C:',
  async look(facts) {
    const path = await fileStorePath(facts);
    if (!path.known) return notKnown(d13, path.why);
    const here = facts.settings.fileStoreMount ?? path.value;
    const store = await facts.fileStore.facts(here);
    if (store === null) return notKnown(d13, `${here} cannot be seen from this computer`);
    const { fileSystem } = store;
    if (fileSystem === null) return notKnown(d13, `the system does not tell the file system of ${here}`);
    if (/ntfs/i.test(fileSystem)) return pass(`${here} is on ${fileSystem}`);
    if (REMOTE.test(fileSystem)) return notKnown(d13, `${here} is a network mount (${fileSystem})`);
    return violated(d13, `${here} is on ${fileSystem}`, 'Put the file store on an NTFS volume.');
  },
};
