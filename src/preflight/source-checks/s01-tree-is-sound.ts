import { findingCheck } from '../finding-check.ts';

export const s01 = findingCheck({
  id: 'S01',
  concern: 'source',
  title: 'The tree of categories and rooms is sound',
  requirement: 'There is one root with ID 1 that is its own parent, and every node leads up to it through categories.',
  source: 'Lync Server 2010 Reference: Group Chat Database Schema, Node table',
  severity: 'block',
  endangers: 'data',
  again: ['migrate'],
  findings: ['P10-no-root', 'P11-second-root', 'P12-cycle', 'P13-missing-parent', 'P14-parent-is-room', 'P15-definer'],
  fine: 'every node leads up to the one root',
});
