/** Closes the source, loads what came since, and verifies it inside the fence. */
import { attemptOf, record } from '../context.ts';
import { StepFailed } from '../cutover-errors-port.ts';
import type { Step, StepWorld } from '../step.ts';

const TIMEOUT_SECONDS = 4 * 3_600;

export function fenceStep(means: string): Step {
  return {
    id: 'fence',
    title: 'Close the source to writes, load the last changes, verify',
    check: {
      says: 'the source is closed and the final delta was verified inside the fence',
      run: async (world) => ((await isFenced(world)) ? 'done' : 'pending'),
    },
    act: { says: `${means}; then migrate and verify once more`, run: raise },
    confirm: {
      says: 'the fence is up and the target verified',
      run: async (world) => {
        if (world.context.source === null || (await isFenced(world))) return;
        throw new StepFailed(
          'fence',
          'the fence does not hold',
          'Find out who wrote to the source, then run the same command again.',
        );
      },
    },
    undo: { says: 'open the source to writes again', run: lift },
    timeoutSeconds: TIMEOUT_SECONDS,
    reversible: true,
  };
}

async function isFenced({ context }: StepWorld): Promise<boolean> {
  const { source } = context;
  const { fence, delta } = attemptOf(context);
  if (source === null) return attemptOf(context).confirmed.has('fence');
  if (fence === null || !(await source.isUp(fence))) return false;
  return context.finalDelta === null || delta !== null;
}

async function raise({ context }: StepWorld): Promise<string> {
  const { source } = context;
  if (source === null) return 'skipped: no source is configured';
  const { fence } = attemptOf(context);
  if (fence === null || !(await source.isUp(fence))) {
    // The mark is written before a database that was open is closed: an undo must know that it was.
    const mark = await source.raise();
    await record(context, 'fence:raised', 'fence', {
      ...mark,
      prevents: source.prevents,
      wasClosedBefore: fence?.wasClosedBefore ?? mark.wasClosedBefore,
    });
  }
  if (context.finalDelta === null) return source.means;
  const delta = await context.finalDelta();
  if (!delta.verified) {
    throw new StepFailed(
      'fence',
      `inside the fence the target is not verified: ${delta.message}`,
      'Run `gc2pc verify`, mend what it names, and run the same command again; or roll back to open the source.',
    );
  }
  await record(context, 'fence:delta', 'fence', { ...delta });
  return `${source.means}; ${delta.message}`;
}

async function lift({ context }: StepWorld): Promise<string> {
  const { source } = context;
  const { fence } = attemptOf(context);
  if (fence === null) return 'the source was never closed';
  if (source === null) {
    if (fence.wasClosedBefore) return 'the source was closed before the cut-over';
    context.findings.push({
      id: 'C08-source-still-closed',
      severity: 'warn',
      subject: 'source',
      message: 'the source was closed by the cut-over, and no source is configured now: it stays closed',
      hint: 'Open it by hand: ALTER DATABASE … SET READ_WRITE.',
    });
    return 'the source is still closed; open it by hand';
  }
  await source.lift(fence);
  if (fence.prevents === false) return 'writes were only watched; nothing had to be lifted';
  return fence.wasClosedBefore
    ? 'the source was closed before the cut-over and stays so'
    : 'the source takes writes again';
}
