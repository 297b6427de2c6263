import { type Check, notKnown, pass, violated } from '../check.ts';
import { fileStorePath } from '../deployment.ts';

export const d12: Check = {
  id: 'D12',
  concern: 'deployment',
  title: 'The file store can be read, written and changed',
  requirement: 'The account has the rights to read, write and modify in the file store.',
  source: 'Deployment checklist for Persistent Chat Server',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method: 'Writes, renames and deletes one small file in the store, where it is mounted',
  manual: 'Run on a Front End: New-Item \\\\SERVER\\SHARE\\probe.txt, Rename-Item, Remove-Item',
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
    return pass(`written, renamed and deleted in ${here}; ${store.freeBytes / 1024n ** 2n} MiB free`);
  },
};
