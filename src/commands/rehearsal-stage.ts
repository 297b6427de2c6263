/** Does one stage of a rehearsal, whatever process it is given, and answers in plain data; it never throws. */
import { OperatorError } from '#src/model/errors.ts';
import { Stopped } from './command-errors.ts';
import { toJson } from './document.ts';
import { goesOn, REHEARSAL_STAGES } from './rehearsal-stages.ts';
import { rehearsedWorld } from './rehearse-cutover.ts';
import type { StageEnd, StageOrder, StageOutcome } from './stage-process-port.ts';
import { untilStopped } from './until-stopped.ts';
import type { VerbContext } from './verb.ts';

/** Lists of thousands: they stay in the files that each stage names. */
const ENDLESS: ReadonlySet<string> = new Set(['changes', 'findings']);

export type StageHost = Pick<VerbContext, 'world' | 'progress' | 'stop' | 'now'>;

/** @param host the world, and what else the process gives */
export async function rehearsalStage(order: StageOrder, host: StageHost): Promise<StageEnd> {
  try {
    return { outcome: await outcomeOf(order, host) };
  } catch (cause) {
    const isStopped = host.stop.aborted && !(cause instanceof OperatorError);
    const error = isStopped ? new Stopped(cause) : cause;
    if (error instanceof OperatorError) {
      const { code, exit, message, hint } = error;
      return { refusal: { code, exit, message, hint } };
    }
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { defect: { name, message, stack: stack ?? null } };
  }
}

async function outcomeOf(order: StageOrder, host: StageHost): Promise<StageOutcome> {
  const stage = REHEARSAL_STAGES.find(({ id }) => id === order.stage);
  if (stage === undefined) throw new Error(`no stage ${order.stage}`);
  const { runId, acknowledged, chosen, configuration } = order;
  const context: VerbContext = {
    ...host,
    world: rehearsedWorld(host.world),
    runId,
    acknowledged,
    chosen,
    configuration,
    interactive: false,
    tell: () => {},
  };
  const work = stage.verb.run(context, { ...order.options, ...stage.options }, []);
  const { exit, data, findings, text } = await (stage.verb.stopsAtOnce === true ? untilStopped(work, host.stop) : work);
  const told = Object.fromEntries(Object.entries(data).filter(([key]) => !ENDLESS.has(key)));
  return {
    exit,
    // Some lists are made as they are read.
    findings: [...findings],
    data: JSON.parse(toJson(told)) as Record<string, unknown>,
    trouble: goesOn(exit) ? '' : text,
  };
}
