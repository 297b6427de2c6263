import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { askSamples } from '#src/verify/ask-samples.ts';
import { SAMPLE_EDGE_TICKS, SAMPLE_SINCE_TICKS, type SampleQueriesPort } from '#src/verify/sample-queries-port.ts';
import { RoomSample } from '#src/verify/samples.ts';

const NAMES = { node: (id: number) => `Room ${id}`, principal: (id: number) => `User ${id}` };
const AFTER_SINCE = SAMPLE_SINCE_TICKS + SAMPLE_EDGE_TICKS;

/** Two rooms with a message each by user 10, and that user and another without anything. */
function samples() {
  const rooms = new Map([1, 2].map((id) => [id, new RoomSample(id)]));
  for (const room of rooms.values()) {
    room.expected([room.channelId, 5n, AFTER_SINCE, 10, false, 'Hello World', null]);
  }
  return { rooms, principals: new Set([10, 11]), affiliations: [], roles: [], invites: [] };
}

/** Answers as the samples imply; the earlier it is asked, the later it answers. */
class Target {
  asked: string[] = [];
  atOnce = 0;
  most = 0;
  /** Questions that are answered otherwise, as `query subject`. */
  readonly wrong: ReadonlySet<string>;

  constructor(wrong: readonly string[]) {
    this.wrong = new Set(wrong);
  }

  port(): SampleQueriesPort {
    const none = async () => [];
    return {
      messagesByRoom: ({ channelId: id }) => this.#answer(`1 room ${id}`, [[`Room ${id}`, 1] as const]),
      messagesByAuthor: ({ channelId: id }) => this.#answer(`2 room ${id}`, [['User 10', 1] as const]),
      messagesLike: ({ channelId: id }) => this.#answer(`3 room ${id}`, [[`Room ${id}`, 'User 10', 'Hello World']]),
      affiliationsOf: (id) => this.#answer(`4 principal ${id}`, [] as [string][], ['none of them']),
      rolesOf: (id) => this.#answer(`5 principal ${id}`, [] as [string, string][], ['Room 1', 'User 10']),
      invitesOf: (id) => this.#answer(`6 principal ${id}`, [] as [string, string, number, string][]),
      nodesWithSharedNames: none,
      addInsWithSharedNames: none,
    };
  }

  async #answer<R>(question: string, right: readonly R[], otherwise?: R): Promise<readonly R[]> {
    const before = this.asked.push(question);
    this.most = Math.max(this.most, ++this.atOnce);
    for (let turn = 0; turn < 12 - before; turn++) await setImmediate();
    this.atOnce--;
    if (!this.wrong.has(question)) return right;
    return otherwise === undefined ? [] : [otherwise];
  }
}

const ALL = ['1 room 1', '2 room 1', '3 room 1', '1 room 2', '2 room 2', '3 room 2'];
const ALL_PRINCIPALS = [10, 11].flatMap((id) => [4, 5, 6].map((query) => `${query} principal ${id}`));

test('a target that answers as the plan implies gives no finding, and is asked every question once', async () => {
  const target = new Target([]);
  expect(await askSamples(target.port(), samples(), NAMES, 3)).toEqual([]);
  expect(target.asked).toEqual([...ALL, ...ALL_PRINCIPALS]);
});

test('several questions are asked at once, and no more than are allowed', async () => {
  for (const concurrency of [1, 4]) {
    const target = new Target([]);
    await askSamples(target.port(), samples(), NAMES, concurrency);
    expect(target.most).toBe(concurrency);
  }
});

test('what is answered otherwise is told in the order of the questions, whatever the order of the answers', async () => {
  const wrong = ['1 room 1', '3 room 1', '2 room 2', '4 principal 10', '5 principal 11'];
  const tellings = [];
  for (const concurrency of [1, 12]) {
    tellings.push(await askSamples(new Target(wrong).port(), samples(), NAMES, concurrency));
  }
  expect(tellings[0]?.map(({ id, subject }) => `${id.slice(-1)} ${subject}`)).toEqual(wrong);
  expect(tellings[1]).toEqual(tellings[0]);
});

test('a question that fails ends the asking', async () => {
  const target = new Target([]);
  const port: SampleQueriesPort = {
    ...target.port(),
    messagesByAuthor: async () => {
      throw new Error('no answer');
    },
  };
  await expect(askSamples(port, samples(), NAMES, 2)).rejects.toThrow('no answer');
  expect(target.asked.length).toBeLessThan(ALL.length);
});
