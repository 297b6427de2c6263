import { expect, test } from 'vitest';
import { Affiliations } from '#src/model/affiliations.ts';
import { checkInvariants } from '#src/verify/check-invariants.ts';
import { INVARIANTS } from '#src/verify/invariants/all.ts';
import type { NodeFact } from '#src/verify/node-facts.ts';
import type { TargetFacts } from '#src/verify/target-facts.ts';

const MEMBER = 2;
const VOICED = 4;
const GROUP = 20;
const OURS = { node: () => true, principal: () => true };

function node(id: number, extra: Partial<NodeFact> = {}): NodeFact {
  return {
    id,
    parent: 2,
    isCategory: false,
    invite: null,
    logged: null,
    filePost: null,
    disabled: false,
    behavior: 4,
    visibility: 3,
    addIn: null,
    addedBy: 1,
    updatedBy: 1,
    ...extra,
  };
}

const SETTINGS = { invite: true, logged: true, filePost: false } as const;
const ROOT = node(1, { parent: 1, isCategory: true });
const CATEGORY = node(2, { parent: 1, isCategory: true, ...SETTINGS });
const ROOM = node(10);
const AUDITORIUM = node(11, { behavior: 5 });

/** A target in which every sentence holds; `extra` breaks one. */
function facts(extra: Partial<TargetFacts> = {}, nodes: readonly NodeFact[] = [ROOT, CATEGORY, ROOM, AUDITORIUM]) {
  const affiliations = Affiliations.builder();
  affiliations.add(5, GROUP);
  affiliations.add(6, GROUP);
  const whole: TargetFacts = {
    nodes: new Map(nodes.map((each) => [each.id, each])),
    principals: new Map([
      [1, 4],
      [5, 5],
      [6, 5],
      [7, 5],
      [GROUP, 9],
    ]),
    sharedNodeGuids: [],
    sharedGuids: [],
    addIns: new Set(['ADD-IN']),
    roleTypes: new Map([
      ['member', MEMBER],
      ['voiced', VOICED],
    ]),
    enumValues: new Map([
      [3, 1],
      [4, 2],
      [5, 2],
    ]),
    systemTypes: new Set([4]),
    scopes: Int32Array.of(2, GROUP, 0),
    roles: Int32Array.of(10, 5, MEMBER, 11, 6, MEMBER, 11, 6, VOICED),
    invites: Int32Array.of(5, 3, 10),
    lastInvites: new Map([[5, 3]]),
    counters: new Map([
      [10, [8n]],
      [11, [0n]],
    ]),
    bounds: [{ channelId: 10, firstChatId: 1n, lastChatId: 8n }],
    selfAffiliated: new Set([5, 6, 7, GROUP]),
    affiliations: affiliations.build(),
    ...extra,
  };
  return whole;
}

function withNode(changed: NodeFact): TargetFacts {
  return facts({}, [...[ROOT, CATEGORY, ROOM, AUDITORIUM].filter(({ id }) => id !== changed.id), changed]);
}

function broken(of: TargetFacts): string[] {
  return checkInvariants(of, OURS).map(({ id, subject }) => `${id} ${subject}`);
}

test('a sound target breaks none', () => {
  expect(broken(facts())).toEqual([]);
});

test.each<[string, TargetFacts, string]>([
  ['the root is a room', withNode({ ...ROOT, isCategory: false }), 'V01-root node 1'],
  ['a category is its own parent', withNode({ ...CATEGORY, parent: 2 }), 'V01-root category 2'],
  ['a category stands below another', withNode(node(3, { isCategory: true, ...SETTINGS })), 'V02-one-level category 3'],
  ['a room stands below the root', withNode({ ...ROOM, parent: 1 }), 'V03-room-parents room 10'],
  ['a room stands below a room', withNode({ ...ROOM, parent: 11 }), 'V03-room-parents room 10'],
  ['a parent does not exist', withNode({ ...ROOM, parent: 77 }), 'V03-room-parents room 10'],
  ['an add-in does not exist', withNode({ ...ROOM, addIn: 'OTHER' }), 'V04-node-references room 10'],
  ['a behaviour is a visibility', withNode({ ...ROOM, behavior: 3 }), 'V04-node-references room 10'],
  ['a creator does not exist', withNode({ ...ROOM, addedBy: 99 }), 'V04-node-references room 10'],
  ['a category has NULL', withNode({ ...CATEGORY, logged: null }), 'V05-category-settings category 2'],
  ['a category is disabled', withNode({ ...CATEGORY, disabled: true }), 'V05-category-settings category 2'],
  ['a room has invitations on', withNode({ ...ROOM, invite: true }), 'V06-room-settings room 10'],
  ['a room logs by itself', withNode({ ...ROOM, logged: false }), 'V06-room-settings room 10'],
  ['a room takes files by itself', withNode({ ...ROOM, filePost: true }), 'V06-room-settings room 10'],
  ['a role has no such type', facts({ roles: Int32Array.of(10, 5, 9) }), 'V07-role-references room 10'],
  ['a role has no node', facts({ roles: Int32Array.of(77, 5, MEMBER) }), 'V07-role-references node 77'],
  ['a room has a scope', facts({ scopes: Int32Array.of(2, GROUP, 0, 10, GROUP, 0) }), 'V08-scopes room 10'],
  [
    'a principal is allowed and denied',
    facts({ scopes: Int32Array.of(2, GROUP, 0, 2, 7, 0, 2, 7, 1) }),
    'V08-scopes category 2',
  ],
  [
    'a normal room has presenters',
    facts({ roles: Int32Array.of(10, 5, MEMBER, 10, 5, VOICED) }),
    'V09-presenters room 10',
  ],
  ['a presenter is no member', facts({ roles: Int32Array.of(11, 6, VOICED) }), 'V09-presenters room 11'],
  ['a member is out of scope', facts({ roles: Int32Array.of(10, 7, MEMBER) }), 'V10-within-scope room 10'],
  [
    'a counter is too low',
    facts({
      counters: new Map([
        [10, [7n]],
        [11, [0n]],
      ]),
    }),
    'V11-chat-counters room 10',
  ],
  ['a counter is missing', facts({ counters: new Map([[10, [8n]]]) }), 'V11-chat-counters room 11'],
  [
    'a room has two counters',
    facts({
      counters: new Map([
        [10, [8n, 9n]],
        [11, [0n]],
      ]),
    }),
    'V11-chat-counters room 10',
  ],
  [
    'a category has a counter',
    facts({
      counters: new Map([
        [10, [8n]],
        [11, [0n]],
        [2, [0n]],
      ]),
    }),
    'V11-chat-counters category 2',
  ],
  ['an invitation is to a category', facts({ invites: Int32Array.of(5, 3, 2) }), 'V12-invitations category 2'],
  ['an invitation counter is too low', facts({ lastInvites: new Map([[5, 2]]) }), 'V12-invitations principal 5'],
  [
    'a principal is not affiliated to itself',
    facts({ selfAffiliated: new Set([5, 6, GROUP]) }),
    'V13-self-affiliations principal 7',
  ],
  ['two nodes have one GUID', facts({ sharedNodeGuids: [11] }), 'V14-unique-guids room 11'],
  ['two principals have one GUID', facts({ sharedGuids: [6] }), 'V14-unique-guids principal 6'],
  [
    'messages have no room',
    facts({ bounds: [{ channelId: 88, firstChatId: 1n, lastChatId: 2n }] }),
    'V15-message-rooms node 88',
  ],
])('it shows when %s', (_, of, says) => {
  expect(broken(of)).toContain(says);
});

test('someone allowed through a group and denied in person is out of scope', () => {
  const denied = facts({ scopes: Int32Array.of(2, GROUP, 0, 2, 5, 1) });
  expect(broken(denied)).toEqual(['V10-within-scope room 10']);
});

test('what the target broke before the migration warns, what the migration broke blocks', () => {
  const of = facts({ roles: Int32Array.of(10, 7, MEMBER, 11, 7, MEMBER) });
  const found = checkInvariants(of, { node: (id) => id === 10, principal: () => true });
  expect(found.map(({ severity, subject }) => `${severity} ${subject}`)).toEqual(['block room 10', 'warn room 11']);
});

test('someone whom the target had, and whose groups are the target’s own, only warns when out of scope', () => {
  const of = facts({ roles: Int32Array.of(10, 7, MEMBER) });
  const found = checkInvariants(of, { node: () => true, principal: (id) => id !== 7 });
  expect(found.map(({ severity, subject }) => `${severity} ${subject}`)).toEqual(['warn room 10']);
});

test('a sentence broken a thousand times is told twenty times and counted once', () => {
  const roles = Int32Array.from({ length: 3_000 }, (_, at) => [10, 1_000 + at, MEMBER][at % 3] ?? 0);
  const found = checkInvariants(facts({ roles }), OURS).filter(({ id }) => id === 'V10-within-scope');
  expect(found).toHaveLength(21);
  expect(found.at(-1)?.message).toMatch(/^980 more/);
});

test('every sentence has an id of its own, in order', () => {
  const ids = INVARIANTS.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids.map((id) => id.slice(0, 3))).size).toBe(ids.length);
});
