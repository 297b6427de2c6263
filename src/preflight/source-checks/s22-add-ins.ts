import { findingCheck } from '../finding-check.ts';

export const s22 = findingCheck({
  id: 'S22',
  concern: 'source',
  title: 'Add-ins meet the limits of 2013',
  requirement:
    'A name has 1 to 50 characters, a URL 1 to 255 and the scheme http or https; rooms refer to add-ins that are there.',
  source: 'Configure add-ins for Persistent Chat rooms; tblSiopWhiteList',
  severity: 'warn',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P60-add-in-invalid', 'P61-add-in-missing'],
  fine: 'every add-in is valid',
});
