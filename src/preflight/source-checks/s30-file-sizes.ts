import { manualCheck } from '../manual-check.ts';

export const s30 = manualCheck({
  id: 'S30',
  concern: 'source',
  title: 'No file is larger than 2013 allows',
  requirement: 'MaxFileSizeKB, 20,000 unless set otherwise, bounds what 2013 serves.',
  source: 'Set-CsPersistentChatConfiguration',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: [],
  manual:
    'Run in the repository: Get-ChildItem -Recurse -File | Where-Object Length -gt 20000KB, and compare with Get-CsPersistentChatConfiguration',
  why: 'gc2pc was not given the file repository',
});
