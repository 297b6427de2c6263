/**
 * Puts the sample queries to the target and compares the answers with what the plan implies. Several are asked at once;
 * what is found is told in the order of the questions, whatever the order of the answers.
 */
import PQueue from 'p-queue';
import type { Finding } from '#src/model/finding.ts';
import type { ExpectedNames } from './expected-names.ts';
import type { SampleQueriesPort } from './sample-queries-port.ts';
import { type RoomSample, type Samples, SEARCHED_UNITS } from './samples.ts';

/** What was drawn, with all that the plan implies of it. */
type Drawn = Pick<Samples, 'rooms' | 'principals' | 'affiliations' | 'roles' | 'invites'>;

type Answer = readonly (readonly (string | number | null)[])[];

interface Question {
  /** 1 to 6, as Microsoft's page has them. */
  readonly query: number;
  readonly subject: string;
  readonly expected: Answer;
  ask(): Promise<Answer>;
}

/**
 * @param concurrency questions asked at once, each over a connection of its own where the engine has several
 * @returns one finding for each query that answers otherwise than the plan implies
 */
export async function askSamples(
  queries: SampleQueriesPort,
  samples: Drawn,
  names: ExpectedNames,
  concurrency: number,
): Promise<Finding[]> {
  const questions = [
    ...[...samples.rooms.values()].flatMap((room) => questionsOnRoom(queries, room, names)),
    ...[...samples.principals].flatMap((id) => questionsOnPrincipal(queries, id, samples, names)),
  ];
  const queue = new PQueue({ concurrency: Math.max(1, concurrency) });
  try {
    const found = await queue.addAll(questions.map((question) => () => put(question)));
    return found.flat();
  } finally {
    // After a failure no other question is asked, and nobody is left waiting for an answer.
    queue.clear();
    await queue.onIdle();
  }
}

/** The answer is looked at at once: it may hold thousands of messages. */
async function put(question: Question): Promise<Finding[]> {
  const answer = await question.ask();
  return sameRows(question.expected, answer) ? [] : [unlike(question, answer)];
}

function questionsOnRoom(queries: SampleQueriesPort, room: RoomSample, names: ExpectedNames): Question[] {
  if (room.upTo === null) return [];
  const window = { channelId: room.channelId, upTo: room.upTo };
  const subject = `room ${room.channelId}`;
  const name = names.node(room.channelId) ?? '';
  const questions: Question[] = [];
  if (!room.onTheEdge) {
    const authors = [...room.recentByAuthor].map(([id, count]) => [names.principal(id) ?? null, count] as const);
    questions.push(
      {
        query: 1,
        subject,
        expected: room.recent === 0 ? [] : [[name, room.recent]],
        ask: () => queries.messagesByRoom(window),
      },
      {
        query: 2,
        subject,
        expected: byFoldedName(authors),
        ask: async () => byFoldedName(await queries.messagesByAuthor(window)),
      },
    );
  }
  const { word } = room;
  if (word === null) return questions;
  questions.push({
    query: 3,
    subject,
    expected: room.withWord.map(([author, content]) => [name, names.principal(author) ?? null, content]),
    // LIKE may take more than the word's exact letters, by the collation: what it takes beyond them is left out here.
    ask: async () =>
      (await queries.messagesLike(window, word)).filter(
        ([, , content]) => content.includes(word) && content.length <= SEARCHED_UNITS,
      ),
  });
  return questions;
}

function questionsOnPrincipal(
  queries: SampleQueriesPort,
  id: number,
  samples: Drawn,
  names: ExpectedNames,
): Question[] {
  const subject = `principal ${id}`;
  const name = names.principal(id) ?? null;
  const affiliated = samples.affiliations.filter((row) => row.principalID === id);
  const invites = samples.invites.filter((row) => row.prinID === id);
  const questions: Question[] = [
    {
      query: 4,
      subject,
      expected: affiliated.map((row) => [names.principal(Number(row.affiliationID)) ?? null]),
      ask: () => queries.affiliationsOf(id),
    },
  ];
  if (name !== null) {
    const roles = samples.roles.filter((row) => row.prinRolePrinID === id);
    const nodes = new Set(roles.map((row) => names.node(Number(row.prinRoleNodeID)) ?? ''));
    questions.push({
      query: 5,
      subject,
      expected: [...nodes].map((node) => [node, name]),
      ask: () => queries.rolesOf(id, name),
    });
  }
  questions.push({
    query: 6,
    subject,
    expected: invites.map((row) => [
      name,
      names.node(Number(row.nodeID)) ?? '',
      Number(row.invID),
      typeof row.createdOn === 'string' ? row.createdOn : '',
    ]),
    ask: () => queries.invitesOf(id),
  });
  return questions;
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

function unlike({ query, subject, expected }: Question, answer: Answer): Finding {
  return {
    id: `V3${query}-sample-query-${query}`,
    severity: 'block',
    subject,
    message: `Microsoft's sample query ${query} gives another answer for ${subject} than the source implies (${answer.length} row(s), expected ${expected.length}).`,
    hint: 'Look at the differences of this room or principal, run `gc2pc verify --repair`, then `gc2pc verify` again.',
  };
}
