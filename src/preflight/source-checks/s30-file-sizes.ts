import { type Check, notKnown, pass, violated } from '../check.ts';
import { LARGEST_FILE_BYTES } from '../file-store-port.ts';

const KB = 1024n;

export const s30: Check = {
  id: 'S30',
  concern: 'source',
  reads: true,
  title: 'No file is larger than 2013 allows',
  requirement: 'MaxFileSizeKB, 20,000 unless set otherwise, bounds what 2013 serves.',
  source: 'Set-CsPersistentChatConfiguration',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: [],
  method: 'Sizes of the files below preflight.repositoryMount',
  manual:
    'Run in the repository: Get-ChildItem -Recurse -File | Where-Object Length -gt 20000KB, and compare with Get-CsPersistentChatConfiguration',
  async look(facts) {
    const repository = await facts.repository();
    if (!repository.known) return notKnown(s30, repository.why);
    const { files, tooLarge, largestBytes } = repository.value;
    const looked = `${files} files, the largest of ${largestBytes / KB} KB`;
    if (tooLarge === 0) return pass(looked);
    return violated(s30, `${looked}: ${tooLarge} above ${LARGEST_FILE_BYTES / KB} KB`, RAISE);
  },
};

const RAISE = 'Raise it before the files are copied: Set-CsPersistentChatConfiguration -MaxFileSizeKB.';
