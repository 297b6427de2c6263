import { expect, test } from 'vitest';
import type { TargetReader } from '#src/load/target-port.ts';
import type { Row } from '#src/model/value.ts';
import { readTargetFacts } from '#src/verify/target-facts.ts';

/** A target that holds these rows and no others. */
function readerOf(tables: Readonly<Record<string, readonly Row[]>>): TargetReader {
  return {
    async *rows({ name }: { readonly name: string }) {
      yield tables[name] ?? [];
    },
  } as unknown as TargetReader;
}

function node(nodeID: number, nodeGuid: string): Row {
  return { nodeID, nodeGuid, parentID: null, nodeType: true, behavior: 4, visibility: 3, nodeAddedBy: 1, siopID: 'a' };
}

test('nodes and principals with the GUID of another one are found, whatever case it is written in', async () => {
  const principals = ['AA', 'ab', 'aa'].map((prinGuid, at) => ({ prinID: at + 1, prinGuid, prinTypeID: 5 }));
  const nodes = [node(1, 'AB'), node(2, 'CD'), node(3, 'ab')];
  const facts = await readTargetFacts(readerOf({ tblNode: nodes, tblPrincipal: principals }), []);
  expect(facts.sharedNodeGuids).toEqual([3]);
  expect(facts.sharedGuids).toEqual([3]);
});

test('a node is what its row says', async () => {
  const facts = await readTargetFacts(readerOf({ tblNode: [node(7, 'AB')] }), []);
  expect(facts.nodes.get(7)).toMatchObject({ id: 7, parent: null, isCategory: true, invite: null, addIn: 'A' });
});
