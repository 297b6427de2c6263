import { expect, it } from 'vitest';
import { cutoverVerb } from '#src/commands/cutover.ts';
import type { VerbContext, VerbOutcome } from '#src/commands/verb.ts';
import type { Row } from '#src/model/value.ts';

const SERVER = { serverAddress: 'chat01.example.test', serverLastPingTime: '2026-01-01 00:00:00.000' };

/** A watch that looks at these rows, and is stopped: while it looks at the last of them, or waits for them to change. */
function watch(looks: readonly Readonly<Record<string, readonly Row[]>>[], options: object): Promise<VerbOutcome> {
  let reads = 0;
  let seconds = 0;
  const stop = new AbortController();
  const port = {
    async *rows({ name }: { readonly name: string }) {
      // The servers are read first of a look.
      if (name === 'tblServerIdentity') reads++;
      if (reads === looks.length) stop.abort();
      yield looks[reads - 1]?.[name] ?? [];
    },
  };
  const context = {
    world: { targetReader: async () => ({ port, close: async () => {} }) },
    stop: stop.signal,
    now: () => 1_000 * seconds++,
    tell: () => void (reads < looks.length && setImmediate(() => stop.abort())),
  } as unknown as VerbContext;
  return cutoverVerb.run(context, { watchStart: true, ...options }, []);
}

it('names the very same command again, with as many seconds, when no server has pinged', async () => {
  const asked = await watch([{ tblServerIdentity: [SERVER] }], { watchSeconds: 1_800 });
  expect(asked).toMatchObject({ exit: 'interrupted', data: { started: false } });
  expect(asked.nextSteps).toEqual(['gc2pc cutover --watch-start --watch-seconds 1800']);
});

it('leaves the seconds out where they were left out', async () => {
  const asked = await watch([{ tblServerIdentity: [SERVER] }], {});
  expect(asked.nextSteps).toEqual(['gc2pc cutover --watch-start']);
});

it('names nothing more to do once a server has pinged', async () => {
  const pinged = { ...SERVER, serverLastPingTime: '2026-01-01 00:00:05.000' };
  const queued = [{ tryCount: 0 }, { tryCount: 2 }];
  const looks = [{ tblServerIdentity: [SERVER] }, { tblServerIdentity: [pinged], tblPrincipalMeta: queued }];
  const asked = await watch(looks, { watchSeconds: 1_800 });
  expect(asked).toMatchObject({ exit: 'done', nextSteps: [], data: { started: true, queued: 2, retried: 1 } });
});
