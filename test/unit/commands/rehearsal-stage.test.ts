/** What the process of a stage answers, and what the process that asked makes of it. */
import { describe, expect, it } from 'vitest';
import { rehearsalStage, type StageHost } from '#src/commands/rehearsal-stage.ts';
import { errorOf } from '#src/commands/stage-errors.ts';
import type { StageOrder } from '#src/commands/stage-process-port.ts';
import type { World } from '#src/commands/world.ts';
import { defaultConfiguration } from '#src/config/read.ts';
import { OperatorError } from '#src/model/errors.ts';
import { uninterrupted } from '#src/model/interrupts.ts';
import { silent } from '#src/model/progress.ts';

class Refused extends OperatorError {
  readonly code = 'REFUSED_HERE';
  readonly exit = 'blocked';
  readonly hint = 'Do something else.';
}

function order(stage: string): StageOrder {
  return {
    stage,
    runId: 'run',
    configuration: defaultConfiguration('/nowhere'),
    options: {},
    acknowledged: new Map(),
    chosen: { config: null, workDir: null, acknowledged: new Map() },
  };
}

/** A world whose databases cannot be opened. */
function closed(cause: unknown, stop = new AbortController().signal): StageHost {
  const fail = () => Promise.reject(cause);
  const world = { source: fail, targetReader: fail, journalReader: fail, interrupts: uninterrupted };
  return { world: world as Partial<World> as World, progress: silent, stop, now: () => 0 };
}

/** As the other process gets it. */
async function sent(stage: string, host: StageHost) {
  const end = structuredClone(await rehearsalStage(order(stage), host));
  if ('outcome' in end) throw new Error('the stage went well');
  return end;
}

describe('A stage of a rehearsal in a process of its own', () => {
  it('hands what an operator can act on to the process that asked, under its own code', async () => {
    const error = errorOf(await sent('plan', closed(new Refused('No.'))), 'plan');
    expect(error).toBeInstanceOf(OperatorError);
    expect(error).toMatchObject({ code: 'REFUSED_HERE', exit: 'blocked', hint: 'Do something else.', message: 'No.' });
  });

  it('hands a defect over with the place where it happened', async () => {
    const defect = new TypeError('cannot read');
    const error = errorOf(await sent('plan', closed(defect)), 'plan');
    expect(error).not.toBeInstanceOf(OperatorError);
    expect(error).toMatchObject({ name: 'TypeError', stack: defect.stack });
  });

  it('says that it was stopped, whatever broke because of it', async () => {
    const error = errorOf(await sent('plan', closed(new Error('closed'), AbortSignal.abort())), 'plan');
    expect(error).toMatchObject({ code: 'STOPPED', exit: 'interrupted' });
  });

  it('is a defect where nobody knows it', async () => {
    expect(await sent('lunch', closed(new Error('never asked')))).toMatchObject({
      defect: { message: 'no stage lunch' },
    });
  });

  it('is named, with what ended it, where its process was lost', () => {
    expect(errorOf({ lost: 'SIGKILL' }, 'migrate: load it')).toMatchObject({
      code: 'STAGE_LOST',
      exit: 'interrupted',
      message: expect.stringMatching(/"migrate: load it".*SIGKILL/) as unknown,
    });
  });
});
