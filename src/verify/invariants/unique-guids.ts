import { type Invariant, nodeSubject } from './invariant.ts';

export const uniqueGuids: Invariant = {
  id: 'V14-unique-guids',
  title: 'No two nodes and no two principals have one GUID.',
  source: 'Persistent Chat database schema, tblNode, tblPrincipal (alternate key)',
  *check(facts) {
    for (const id of facts.sharedNodeGuids) {
      yield { subject: nodeSubject(facts, id), message: 'has the GUID of another node', owner: { node: id } };
    }
    for (const id of facts.sharedGuids) {
      yield { subject: `principal ${id}`, message: 'has the GUID of another principal', owner: { principal: id } };
    }
  },
};
