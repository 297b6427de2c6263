/**
 * What Microsoft's sample queries must give, told from the expected rows as they pass by. Rooms and principals are drawn
 * by a hash of the plan and their number: another plan draws others, the same plan the same.
 */
import { hash } from 'node:crypto';
import type { SourcePort } from '#src/extract/source-port.ts';
import type { CurrentMessage } from '#src/model/messages.ts';
import type { MigrationPlan, TablePlan } from '#src/model/plan.ts';
import type { Row } from '#src/model/value.ts';
import { VERIFY_PAGE } from './room-sides.ts';
import { SAMPLE_EDGE_TICKS, SAMPLE_SINCE_TICKS, SAMPLE_UNTIL_TICKS } from './sample-queries-port.ts';

const SAMPLED_ROOMS = 8;
const SAMPLED_PRINCIPALS = 8;
/** Messages of a sampled room that the queries look at. */
const WINDOW_MESSAGES = 2_000;
/** Text that LIKE takes literally and that every collation knows. */
const PLAIN_WORD = /[A-Za-z0-9]{4,12}/;
/** Messages longer than this are not searched for a word: the query would bring them back whole. */
export const SEARCHED_UNITS = 4_000;

export class RoomSample {
  readonly channelId: number;
  rows = 0;
  upTo: bigint | null = null;
  recent = 0;
  /** A message is dated so near to a bound that the database may round it to the other side: counts tell nothing then. */
  onTheEdge = false;
  readonly recentByAuthor = new Map<number, number>();
  word: string | null = null;
  /** [author, content] of the messages that hold the word. */
  readonly withWord: [author: number, content: string][] = [];

  constructor(channelId: number) {
    this.channelId = channelId;
  }

  /** True once the window is full. */
  get isFull(): boolean {
    return this.rows >= WINDOW_MESSAGES;
  }

  /** The room's messages, as the plan expects them, from the first on. */
  expected([, chatId, chatDate, userId, , content]: CurrentMessage): void {
    if (this.isFull) return;
    this.rows++;
    this.upTo = chatId;
    if (isNear(chatDate, SAMPLE_SINCE_TICKS) || isNear(chatDate, SAMPLE_UNTIL_TICKS)) this.onTheEdge = true;
    if (chatDate > SAMPLE_SINCE_TICKS && chatDate < SAMPLE_UNTIL_TICKS) {
      this.recent++;
      this.recentByAuthor.set(userId, (this.recentByAuthor.get(userId) ?? 0) + 1);
    }
    if (content.length > SEARCHED_UNITS) return;
    if (this.word === null) this.word = PLAIN_WORD.exec(content)?.[0] ?? null;
    if (this.word !== null && content.includes(this.word)) this.withWord.push([userId, content]);
  }
}

export class Samples {
  readonly rooms: ReadonlyMap<number, RoomSample>;
  /** prinIDs of principals that this migration wrote. */
  readonly principals: ReadonlySet<number>;
  readonly affiliations: Row[] = [];
  readonly roles: Row[] = [];
  readonly invites: Row[] = [];

  constructor(plan: MigrationPlan) {
    const rooms = plan.rooms.flatMap(({ newChannelId, bounds }) =>
      newChannelId === null || bounds === null ? [] : [newChannelId],
    );
    this.rooms = new Map(drawn(plan, rooms, SAMPLED_ROOMS).map((id) => [id, new RoomSample(id)]));
    this.principals = new Set(drawn(plan, plannedPrincipals(plan), SAMPLED_PRINCIPALS));
  }

  /** Nodes and principals whose names the answers hold. */
  named(): { readonly nodes: ReadonlySet<number>; readonly principals: ReadonlySet<number> } {
    const nodes = new Set<unknown>(this.rooms.keys());
    const principals = new Set<unknown>(this.principals);
    for (const { recentByAuthor, withWord } of this.rooms.values()) {
      for (const author of recentByAuthor.keys()) principals.add(author);
      for (const [author] of withWord) principals.add(author);
    }
    for (const row of this.affiliations) principals.add(row.affiliationID);
    for (const row of this.roles) nodes.add(row.prinRoleNodeID);
    for (const row of this.invites) nodes.add(row.nodeID);
    return { nodes: numbersOf(nodes), principals: numbersOf(principals) };
  }

  /** Reads the beginning of each sampled room. */
  async readRooms(plan: MigrationPlan, source: SourcePort): Promise<void> {
    for (const room of plan.rooms) {
      const sample = room.newChannelId === null ? undefined : this.rooms.get(room.newChannelId);
      if (sample === undefined) continue;
      for await (const page of source.messages({ channelId: room.channelId, after: null, upTo: null }, VERIFY_PAGE)) {
        for (const message of plan.translate(room, page).messages) sample.expected(message);
        if (sample.isFull) break;
      }
    }
  }

  expected(table: TablePlan['table'], row: Row): void {
    if (table === 'tblPrincipalAffiliations') this.#keep(this.affiliations, row.principalID, row);
    else if (table === 'tblPrincipalRole') this.#keep(this.roles, row.prinRolePrinID, row);
    else if (table === 'tblPrincipalInvites') this.#keep(this.invites, row.prinID, row);
  }

  #keep(rows: Row[], principal: unknown, row: Row): void {
    if (typeof principal === 'number' && this.principals.has(principal)) rows.push(row);
  }
}

function* plannedPrincipals(plan: MigrationPlan): Iterable<number> {
  const table = plan.tables.find((one) => one.table === 'tblPrincipal');
  for (const row of table?.planned() ?? []) yield Number(row.prinID);
}

/** Those with the lowest lots; no more than these are held. */
function drawn(plan: MigrationPlan, ids: Iterable<number>, count: number): number[] {
  const lowest: { readonly id: number; readonly lot: string }[] = [];
  for (const id of ids) {
    const lot = hash('sha256', `${plan.hash}/${id}`);
    const last = lowest.at(-1);
    if (last !== undefined && lowest.length === count && lot > last.lot) continue;
    const at = lowest.findIndex((each) => lot < each.lot);
    lowest.splice(at < 0 ? lowest.length : at, 0, { id, lot });
    lowest.length = Math.min(lowest.length, count);
  }
  return lowest.map(({ id }) => id);
}

function numbersOf(ids: ReadonlySet<unknown>): Set<number> {
  return new Set([...ids].map(Number));
}

function isNear(ticks: bigint, bound: bigint): boolean {
  return ticks > bound - SAMPLE_EDGE_TICKS && ticks < bound + SAMPLE_EDGE_TICKS;
}
