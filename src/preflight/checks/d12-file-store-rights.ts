import { type Check, notKnown, pass, violated } from '../check.ts';
import { fileStorePath } from '../deployment.ts';

const MIB = 1024n ** 2n;

export const d12: Check = {
  id: 'D12',
  concern: 'deployment',
  title: 'The file store can be read, written and changed, and has room',
  requirement:
    'The account has the rights to read, write and modify in the file store, and the store has room for the files of 2010.',
  source: 'Deployment checklist for Persistent Chat Server',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method:
    'Writes, renames and deletes one small file in the store, where it is mounted; free space against the files below preflight.repositoryMount',
  manual:
    'Run on a Front End: New-Item \\\\SERVER\\SHARE\\probe.txt, Rename-Item, Remove-Item; compare its free space with the size of the 2010 repository',
  reads: true,
  async look(facts) {
    const path = await fileStorePath(facts);
    if (!path.known) return notKnown(d12, path.why);
    const here = facts.settings.fileStoreMount ?? path.value;
    const store = await facts.fileStore.facts(here);
    if (store === null) return notKnown(d12, `${here} cannot be seen from this computer`);
    const refused = await facts.fileStore.probe(here);
    if (refused !== null) {
      return violated(d12, `${here}: ${refused}`, 'Give the account Modify on the share and on the folder.');
    }
    const free = `${store.freeBytes / MIB} MiB free`;
    const repository = await facts.repository();
    if (!repository.known) {
      return pass(`written, renamed and deleted in ${here}; ${free}, not compared: ${repository.why}`);
    }
    const needed = `the files of 2010 take ${repository.value.bytes / MIB} MiB`;
    if (store.freeBytes < repository.value.bytes) {
      return violated(d12, `${here}: ${free}, but ${needed}`, 'Give the volume room before the files are copied.');
    }
    return pass(`written, renamed and deleted in ${here}; ${free}, and ${needed}`);
  },
};
