import { expect, test } from 'vitest';
import type { TargetReader } from '#src/load/target-port.ts';
import type { Row } from '#src/model/value.ts';
import { FactsReading } from '#src/verify/facts-reading.ts';
import type { TargetFacts } from '#src/verify/target-facts.ts';

type Tables = Readonly<Record<string, readonly Row[]>>;

/** A target that holds these rows and no others, and tells which tables were read. */
function readerOf(tables: Tables, read: string[] = []): TargetReader {
  return {
    async *rows({ name }: { readonly name: string }) {
      read.push(name);
      yield tables[name] ?? [];
    },
  } as unknown as TargetReader;
}

async function factsOf(tables: Tables): Promise<TargetFacts> {
  return (await FactsReading.begin(readerOf(tables))).finish([]);
}

function node(nodeID: number, nodeGuid: string): Row {
  return { nodeID, nodeGuid, parentID: null, nodeType: true, behavior: 4, visibility: 3, nodeAddedBy: 1, siopID: 'a' };
}

const POOL: Tables = {
  tblNode: [node(1, 'AB'), node(2, 'CD'), node(3, 'ab')],
  tblPrincipal: ['AA', 'ab', 'aa'].map((prinGuid, at) => ({ prinID: at + 1, prinGuid, prinTypeID: 5 })),
  tblPrincipalType: [
    { ptypeID: 1, ptypeIsSystemUser: true },
    { ptypeID: 5, ptypeIsSystemUser: false },
  ],
  tblScopePrincipal: [{ scopeNodeID: 1, scopePrinID: 2, scopeIsDenied: true }],
  tblPrincipalRole: [{ prinRoleNodeID: 3, prinRolePrinID: 1, prinRoleTypeID: 2 }],
  tblPrincipalInvites: [{ prinID: 1, invID: 7, nodeID: 3 }],
  tblLastInviteId: [{ prinID: 1, lastInviteID: 7 }],
  tblLastChatId: [
    { nodeID: 3, lastChatID: 9n },
    { nodeID: 3, lastChatID: 11n },
  ],
  tblPrincipalAffiliations: [
    { principalID: 1, affiliationID: 1 },
    { principalID: 1, affiliationID: 2 },
    { principalID: 1, affiliationID: 3 },
  ],
};

function told(facts: TargetFacts) {
  const flat = ({ length, at }: TargetFacts['roles'], of: TargetFacts['roles']) =>
    Array.from({ length }, (_, index) => at.call(of, index));
  return {
    nodes: [...facts.nodes.values()],
    shared: [facts.sharedNodeGuids, facts.sharedGuids],
    principals: [1, 2, 3, 4].map((id) => facts.principals.get(id)),
    systemTypes: [...facts.systemTypes],
    scopes: flat(facts.scopes, facts.scopes),
    roles: flat(facts.roles, facts.roles),
    invites: flat(facts.invites, facts.invites),
    lastInvite: facts.lastInvites.get(1),
    counters: [...facts.counters],
    self: [1, 2].map((id) => facts.selfAffiliated.has(id)),
    affiliations: [...facts.affiliations.of(1)],
  };
}

test('nodes and principals with the GUID of another one are found, whatever case it is written in', async () => {
  const facts = await factsOf(POOL);
  expect(facts.sharedNodeGuids).toEqual([3]);
  expect(facts.sharedGuids).toEqual([3]);
});

test('a node is what its row says', async () => {
  const facts = await factsOf({ tblNode: [node(7, 'AB')] });
  expect(facts.nodes.get(7)).toMatchObject({ id: 7, parent: null, isCategory: true, invite: null, addIn: 'A' });
});

test('each table gives its facts', async () => {
  expect(told(await factsOf(POOL))).toMatchObject({
    shared: [[3], [3]],
    principals: [5, 5, 5, undefined],
    systemTypes: [1],
    scopes: [1, 2, 1],
    roles: [3, 1, 2],
    invites: [1, 7, 3],
    lastInvite: 7,
    counters: [[3, [9n, 11n]]],
    self: [true, false],
    affiliations: [2],
  });
});

test('rows that pass by give the same facts, and are not read again', async () => {
  const read: string[] = [];
  const { tblNode, tblPrincipal, ...others } = POOL;
  const reading = await FactsReading.begin(readerOf({ tblNode: tblNode ?? [], ...POOL }, read));
  for (const [table, rows] of Object.entries({ tblPrincipal: tblPrincipal ?? [], ...others })) {
    for (const row of rows) reading.rows(table, [row]);
    reading.passed(table);
  }
  const facts = told(await reading.finish([]));
  expect(facts).toEqual(told(await factsOf(POOL)));
  expect(read.filter((table) => table === 'tblNode')).toHaveLength(2);
  expect(new Set(read)).toEqual(
    new Set(['tblScopePrincipal', 'tblNode', 'tblPrincipal', 'tblSiopWhiteList', 'tblRoleType', 'tblEnumValue']),
  );
});
