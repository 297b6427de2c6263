/** Puts the sample queries to the target and compares the answers with what the plan implies. */
import type { Finding } from '#src/model/finding.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import type { SampleQueriesPort } from './sample-queries-port.ts';
import { type RoomSample, type Samples, SEARCHED_UNITS } from './samples.ts';

type Answer = readonly (readonly (string | number | null)[])[];

/** Names as the plan and the target's own rows give them. */
export interface ExpectedNames {
  node(id: number): string | undefined;
  principal(id: number): string | null | undefined;
}

/** One finding for each query that answers otherwise than the plan implies. */
export async function askSamples(
  queries: SampleQueriesPort,
  samples: Samples,
  names: ExpectedNames,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const ask = (query: number, subject: string, expected: Answer, actual: Answer): void => {
    if (!sameRows(expected, actual)) findings.push(unlike(query, subject, expected.length, actual.length));
  };
  for (const room of samples.rooms.values()) await askRoom(queries, room, names, ask);
  for (const id of samples.principals) {
    const subject = `principal ${id}`;
    const name = names.principal(id) ?? null;
    const affiliated = samples.affiliations.filter((row) => row.principalID === id);
    ask(
      4,
      subject,
      affiliated.map((row) => [names.principal(Number(row.affiliationID)) ?? null]),
      await queries.affiliationsOf(id),
    );
    if (name !== null) {
      const nodes = new Set(
        samples.roles
          .filter((row) => row.prinRolePrinID === id)
          .map((row) => names.node(Number(row.prinRoleNodeID)) ?? ''),
      );
      ask(
        5,
        subject,
        [...nodes].map((node) => [node, name]),
        await queries.rolesOf(id, name),
      );
    }
    const invites = samples.invites.filter((row) => row.prinID === id);
    ask(
      6,
      subject,
      invites.map((row) => [
        name,
        names.node(Number(row.nodeID)) ?? '',
        Number(row.invID),
        typeof row.createdOn === 'string' ? row.createdOn : '',
      ]),
      await queries.invitesOf(id),
    );
  }
  return findings;
}

async function askRoom(
  queries: SampleQueriesPort,
  room: RoomSample,
  names: ExpectedNames,
  ask: (query: number, subject: string, expected: Answer, actual: Answer) => void,
): Promise<void> {
  if (room.upTo === null) return;
  const window = { channelId: room.channelId, upTo: room.upTo };
  const subject = `room ${room.channelId}`;
  const name = names.node(room.channelId) ?? '';
  if (!room.onTheEdge) {
    ask(1, subject, room.recent === 0 ? [] : [[name, room.recent]], await queries.messagesByRoom(window));
    const authors = [...room.recentByAuthor].map(([id, count]) => [names.principal(id) ?? null, count] as const);
    ask(2, subject, byFoldedName(authors), byFoldedName(await queries.messagesByAuthor(window)));
  }
  const { word } = room;
  if (word === null) return;
  // LIKE may take more than the word's exact letters, by the collation: what it takes beyond them is left out here.
  const found = (await queries.messagesLike(window, word)).filter(([, , content]) => content.includes(word));
  ask(
    3,
    subject,
    room.withWord.map(([author, content]) => [name, names.principal(author) ?? null, content]),
    found.filter(([, , content]) => content.length <= SEARCHED_UNITS),
  );
}

/**
 * The database groups names by its collation. Both sides are grouped once more by a rule that is coarser than any
 * collation, so that the groups are the same.
 */
function byFoldedName(rows: readonly (readonly [string | null, number])[]): Answer {
  const sums = new Map<string | null, number>();
  for (const [name, count] of rows) {
    const folded = name === null ? null : fold(name);
    sums.set(folded, (sums.get(folded) ?? 0) + count);
  }
  return [...sums];
}

/** Base letters and digits alone. */
function fold(name: string): string {
  return name
    .normalize('NFKD')
    .toUpperCase()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function sameRows(expected: Answer, actual: Answer): boolean {
  const left = expected.map((row) => JSON.stringify(row)).sort();
  const right = actual.map((row) => JSON.stringify(row)).sort();
  return left.length === right.length && left.every((text, at) => text === right[at]);
}

function unlike(query: number, subject: string, expected: number, actual: number): Finding {
  return {
    id: `V3${query}-sample-query-${query}`,
    severity: 'block',
    subject,
    message: `Microsoft's sample query ${query} gives another answer for ${subject} than the source implies (${actual} row(s), expected ${expected}).`,
    hint: 'Look at the differences of this room or principal, run verify --repair, then verify again.',
  };
}

/**
 * Names of those that the samples are about, and of no others: a pool has 150,000 principals.
 * @param baseline names of nodes and principals that the target had before
 */
export function expectedNames(
  plan: MigrationPlan,
  baseline: {
    readonly nodes: readonly { readonly nodeID: number; readonly nodeName: string }[];
    readonly principals: readonly { readonly prinID: number; readonly prinName: string | null }[];
  },
  orphanAuthors: ReadonlySet<number>,
  samples: Samples,
): ExpectedNames {
  const wanted = samples.named();
  const nodes = new Map<number, string>();
  const principals = new Map<number, string | null>();
  const node = (id: number, name: string): void => void (wanted.nodes.has(id) && nodes.set(id, name));
  const principal = (id: number, name: unknown): void => {
    if (wanted.principals.has(id)) principals.set(id, typeof name === 'string' ? name : null);
  };
  for (const { nodeID, nodeName } of baseline.nodes) node(nodeID, nodeName);
  for (const { prinID, prinName } of baseline.principals) principal(prinID, prinName);
  for (const table of plan.tables) {
    if (table.table === 'tblNode') for (const row of table.planned()) node(Number(row.nodeID), String(row.nodeName));
    if (table.table !== 'tblPrincipal') continue;
    for (const row of table.planned()) principal(Number(row.prinID), row.prinName);
  }
  for (const author of orphanAuthors) {
    const placeholder = plan.placeholder(author)?.principal;
    if (placeholder !== undefined) principal(placeholder.prinID, placeholder.prinName);
  }
  return { node: (id) => nodes.get(id), principal: (id) => principals.get(id) };
}
