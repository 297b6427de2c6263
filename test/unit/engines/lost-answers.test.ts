/** A connection that breaks while its answer lies ready, and is not read yet, fails the statement and ends no process. */
import { EventEmitter, once } from 'node:events';
import type { Connection } from 'tedious';
import { describe, expect, it } from 'vitest';
import { type Answering, guardAnswers } from '#src/engines/sqlserver/lost-answers.ts';
import { tapRows } from '#src/engines/sqlserver/token-tap.ts';

const NO_TAP = { begin: () => false, take: () => 0 };
/** A DONE token: status, command and a row count of eight bytes. */
const DONE = Buffer.from('fd00000000000000000000000000', 'hex').subarray(0, 13);

interface Driver extends Answering {
  request?: object;
  readonly config: { readonly options: object };
}

class Session implements Driver {
  request?: object = {};
  readonly config = { options: { tdsVersion: '7_4', useUTC: true } };
  readonly made = new EventEmitter();

  createTokenStreamParser(): EventEmitter {
    return this.made;
  }
}

async function* arrived(): AsyncGenerator<Buffer> {
  yield DONE;
}

/** Ticks until everything that was under way has been told. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function endsOf(answer: EventEmitter): { count: number } {
  const ends = { count: 0 };
  answer.on('end', () => {
    ends.count += 1;
  });
  return ends;
}

describe.each([
  ['the driver’s own', (session: Session) => guardAnswers(session)],
  ['a tapped', (session: Session) => tapRows(session as unknown as Connection, NO_TAP)],
])('%s answer', (_title, prepare) => {
  it('ends once where its statement is still there', async () => {
    const session = new Session();
    prepare(session);
    const answer = (session as Driver).createTokenStreamParser(arrived(), {} as never);
    const ended = once(answer, 'end');
    if (answer === session.made) answer.emit('end');
    await expect(ended).resolves.toEqual([]);
  });

  it('does not end for a statement that has failed with the connection', async () => {
    const session = new Session();
    prepare(session);
    const answer = (session as Driver).createTokenStreamParser(arrived(), {} as never);
    const ends = endsOf(answer);
    delete session.request;
    if (answer === session.made) answer.emit('end');
    await settled();
    await settled();
    expect(ends.count).toBe(0);
  });
});

describe('a tap that is taken out', () => {
  it('leaves the guard in its place', () => {
    const session = new Session();
    guardAnswers(session);
    tapRows(session as unknown as Connection, NO_TAP)();
    const ends = endsOf((session as Driver).createTokenStreamParser(arrived(), {} as never));
    delete session.request;
    session.made.emit('end');
    expect(ends.count).toBe(0);
  });
});
