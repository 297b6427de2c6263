import { describe, expect, it } from 'vitest';
import type { LegacyMessage } from '#src/model/messages.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import { msToTicks } from '#src/model/ticks.ts';
import { category, currentNode, currentPrincipal, principal, room } from '#test/support/inventory-builder.ts';
import { findingsOf, nodeOf, planFor, planned } from '#test/support/planning.ts';

const MARCH = msToTicks(Date.UTC(2011, 2, 1));

function pageOf(plan: MigrationPlan, channelId: number, page: readonly LegacyMessage[]) {
  const found = plan.rooms.find((one) => one.channelId === channelId);
  if (found === undefined) throw new Error(`no room ${channelId}`);
  return plan.translate(found, page);
}

const bound = (channelId: number, last = 9n) => ({ channelId, firstChatId: 1n, lastChatId: last });

describe('messages', () => {
  it('keep number, time and text bit for bit; room and author follow their new IDs', () => {
    const source = { nodes: [room(2, 1, 'R')], principals: [principal(10)] };
    const target = {
      nodes: [currentNode({ nodeID: 2, nodeType: false, nodeName: 'Own' })],
      principals: [currentPrincipal(10)],
    };
    const plan = planFor({ source, target });
    const text = '[STORY] \ud800 half \u0000 ma-filelink:x';
    const moved = [nodeOf(plan, 2)?.nodeID, plan.assigned.principals.get(10)];
    const page: LegacyMessage[] = [
      [3n, -5n, 10, true, text],
      [9_007_199_254_740_993n, 3_155_378_975_999_999_999n, 10, false, ''],
    ];
    expect(pageOf(plan, 2, page)).toEqual({
      messages: [
        [moved[0], 3n, -5n, moved[1], true, text, null],
        [moved[0], 9_007_199_254_740_993n, 3_155_378_975_999_999_999n, moved[1], false, '', null],
      ],
      skipped: {},
      rejects: [],
      orphanAuthors: [],
    });
    expect(moved).toEqual([4, 11]);
  });

  it('of an author without a row go to a placeholder, or are rejected by policy', () => {
    const source = { nodes: [room(2, 1, 'R')], principals: [principal(10)] };
    const page: LegacyMessage[] = [
      [1n, 1n, 7, false, 'a'],
      [2n, 2n, 7, false, 'b'],
      [3n, 3n, 10, false, 'c'],
    ];
    const kept = pageOf(planFor({ source }), 2, page);
    expect(kept.orphanAuthors).toEqual([7]);
    expect(kept.messages.map((message) => message[3])).toEqual([7, 7, 10]);
    const rejected = pageOf(planFor({ source, policies: { orphanAuthor: 'reject' } }), 2, page);
    expect(rejected.messages).toHaveLength(1);
    expect(rejected.rejects[0]).toEqual({
      kind: 'messages',
      table: 'tblChat',
      key: '2/1',
      reason: 'author 7 has no row',
      row: { channelID: 2, chatID: 1n, chatDate: 1n, userId: 7, isAlert: false, content: 'a' },
    });
  });

  it('of an author whose placeholder finds no number are rejected', () => {
    const page: LegacyMessage[] = [[1n, 1n, 2_147_483_647, false, 'a']];
    expect(pageOf(planFor({ source: { nodes: [room(2, 1, 'R')] } }), 2, page).rejects).toHaveLength(1);
  });

  it.each([
    ['chatDate', [1n, null, 10, false, 'secret'], 'chatDate is NULL, documented is NOT NULL'],
    ['userId', [1n, 5n, null, false, 'secret'], 'userId is NULL, documented is NOT NULL'],
    ['isAlert', [1n, 5n, 10, null, 'secret'], 'isAlert is NULL, documented is NOT NULL'],
    ['content', [1n, 5n, 10, false, null], 'content is NULL, documented is NOT NULL'],
    ['chatDate', [1n, 'secret', 10, false, 'secret'], 'chatDate holds no bigint'],
    ['isAlert', [1n, 5n, 10, 7n, 'secret'], 'isAlert holds no bit'],
    ['userId', [1n, 5n, 'secret', true, 'secret'], 'userId holds no int'],
    ['content', [1n, 5n, 10, false, new Uint8Array(2)], 'content holds no nvarchar(max)'],
  ])('whose %s is not as documented are rejected whole: %o', (_column, damaged, reason) => {
    const source = { nodes: [room(2, 1, 'R')], principals: [principal(10)] };
    const page = [damaged, [2n, 6n, 10, true, 'sound']] as unknown as LegacyMessage[];
    for (const filter of [{}, { since: '2000-01-01' }]) {
      const translated = pageOf(planFor({ source, filter }), 2, page);
      const [chatID, chatDate, userId, isAlert, content] = damaged;
      const row = { channelID: 2, chatID, chatDate, userId, isAlert, content };
      expect(translated.rejects).toEqual([{ kind: 'messages', table: 'tblChat', key: '2/1', reason, row }]);
      expect(translated.orphanAuthors).toEqual([]);
      const others = translated.messages.length + (translated.skipped['filter.since'] ?? 0);
      expect(others).toBe(1);
    }
  });

  it('older than the filter are left out and counted', () => {
    const plan = planFor({ source: { nodes: [room(2, 1, 'R')] }, filter: { since: '2011-03-01' } });
    const page: LegacyMessage[] = [
      [1n, MARCH - 1n, 1, false, 'old'],
      [2n, MARCH, 1, false, 'new'],
    ];
    const translated = pageOf(plan, 2, page);
    expect(translated.skipped).toEqual({ 'filter.since': 1 });
    expect(translated.messages.map((message) => message[1])).toEqual([2n]);
  });

  it.each([
    ['2011-03-01T00:00', 0],
    ['2011-03-01T01:00:00+01:00', 0],
    ['2011-03-01 00:00:01Z', 1],
  ])('are filtered in UTC: %s', (since, kept) => {
    const plan = planFor({ source: { nodes: [room(2, 1, 'R')] }, filter: { since } });
    expect(pageOf(plan, 2, [[1n, MARCH, 1, false, '']]).messages).toHaveLength(1 - kept);
  });

  it.each(['yesterday', '2011-02-31', '2011-13-01', '01.03.2011'])('are not filtered by %s: that blocks', (since) => {
    expect(findingsOf(planFor({ filter: { since } }), 'P84')).toEqual(['P84-filter-date block filter.since']);
  });

  it('of a disabled room are left out, those of a channel that is no room rejected', () => {
    const nodes = [room(2, 1, 'Off', { disabled: true }), category(3, 1, 'A'), room(4, 98, 'Lost')];
    const plan = planFor({ source: { nodes, bounds: [2, 3, 4, 99].map((id) => bound(id)) } });
    const page: LegacyMessage[] = [[1n, 1n, 1, false, 'x']];
    expect(pageOf(plan, 2, page)).toMatchObject({ messages: [], skipped: { 'disabled-room': 1 }, rejects: [] });
    expect([3, 4, 99].map((id) => pageOf(plan, id, page).rejects[0]?.reason)).toEqual([
      'node 3 is a category',
      'room 4 is rejected',
      'room 99 has no row',
    ]);
    expect(findingsOf(plan, 'P70')).toHaveLength(3);
    expect(plan.rooms.map((one) => one.channelId)).toEqual([2, 3, 4, 99]);
  });
});

describe('message counters', () => {
  const nodes = [room(2, 1, 'R'), room(3, 1, 'S'), room(4, 1, 'T'), room(5, 1, 'U')];

  it('are never below the highest message; a missing one counts as nothing', () => {
    const plan = planFor({
      source: {
        nodes,
        lastChatIds: [
          { nodeID: 2, lastChatID: 4n },
          { nodeID: 3, lastChatID: 40n },
        ],
        bounds: [bound(2), bound(3), bound(4)],
      },
    });
    expect(planned(plan, 'tblLastChatId').map((row) => row.lastChatID)).toEqual([9n, 40n, 9n, 0n].slice(0, 4));
    expect(findingsOf(plan, 'P71')).toEqual([
      'P71-counter-corrected info room 2 "R"',
      'P71-counter-corrected info room 4 "T"',
    ]);
  });

  it('of one room given twice keep the higher, and those of no room are rejected', () => {
    const lastChatIds = [
      { nodeID: 2, lastChatID: 4n },
      { nodeID: 2, lastChatID: 6n },
      { nodeID: 1, lastChatID: 1n },
      { nodeID: 99, lastChatID: 1n },
    ];
    const plan = planFor({
      source: {
        nodes: [...nodes.slice(0, 1), category(6, 1, 'A')],
        lastChatIds: [...lastChatIds, { nodeID: 6, lastChatID: 1n }],
      },
    });
    expect(planned(plan, 'tblLastChatId')).toEqual([{ nodeID: 2, lastChatID: 6n }]);
    expect(plan.ledgers.chatCounters).toEqual({
      read: 5,
      written: 1,
      skipped: { 'category-counter': 2, 'lower-counter': 1 },
      rejected: 1,
    });
  });
});
