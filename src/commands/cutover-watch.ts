/** Follows the start of the 2013 services in the target database, reading only. */
import { setTimeout as delay } from 'node:timers/promises';
import { type StartReading, watchStart } from '#src/cutover/watch-start.ts';
import { currentSpec } from '#src/load/current-spec.ts';
import type { TargetReader } from '#src/load/target-port.ts';
import type { Resources } from './resources.ts';
import type { VerbContext, VerbOutcome } from './verb.ts';

/**
 * @param seconds to follow at most
 * @param again the command that follows for as long once more
 */
export async function followedStart(
  verb: VerbContext,
  resources: Resources,
  seconds: number,
  again: string,
): Promise<VerbOutcome> {
  const target = await resources.open(verb.world.targetReader());
  const read = () => readStart(target);
  const pause = async (milliseconds: number): Promise<void> => {
    await delay(milliseconds, undefined, { signal: verb.stop }).catch(() => {});
  };
  const verdict = await watchStart({ read, tell: verb.tell, pause, now: verb.now, stop: verb.stop }, seconds);
  return {
    exit: verdict.started ? 'done' : 'interrupted',
    findings: [],
    nextSteps: verdict.started ? [] : [again],
    data: { started: verdict.started, ...verdict.reading },
    text: verdict.started ? 'A Persistent Chat server lives.' : 'No Persistent Chat server has pinged.',
  };
}

/** Source: "Persistent Chat Server database schema": tblServerIdentity, tblPrincipalMeta. */
async function readStart(target: TargetReader): Promise<StartReading> {
  const servers: { address: string; lastPing: string | null }[] = [];
  for await (const page of target.rows(currentSpec('tblServerIdentity'))) {
    for (const row of page) {
      const ping = row.serverLastPingTime;
      servers.push({ address: String(row.serverAddress), lastPing: ping === null ? null : String(ping) });
    }
  }
  let [queued, retried] = [0, 0];
  for await (const page of target.rows(currentSpec('tblPrincipalMeta'))) {
    queued += page.length;
    retried += page.filter((row) => Number(row.tryCount ?? 0) > 0).length;
  }
  return { servers, queued, retried };
}
