/**
 * Carries a plan out. Intent and outcome of every step are on the disk before and after it; a step that failed, timed
 * out or was cut off is looked at before anything else is done. Running again goes on where the world stands.
 */
import { OperatorError } from '#src/model/errors.ts';
import { attemptNumberOfNext } from './attempt.ts';
import { bounded } from './bounded.ts';
import { attemptOf, type CutoverContext, record } from './context.ts';
import { CutoverInterrupted, PlanRefused, StepFailed, stopped } from './cutover-errors-port.ts';
import { DirectoryUnreachable } from './directory-errors-port.ts';
import { isRefused } from './gates/all-gates.ts';
import type { CutoverPlan } from './plan.ts';
import type { Step, StepReport, StepState, StepWorld } from './step.ts';

export interface Outcome {
  readonly steps: readonly StepReport[];
  /** Null where all went well. */
  readonly error: OperatorError | null;
  readonly gapMs: number | null;
}

/** The steps of a plan as the world stands now; nothing is changed. */
export async function preview(context: CutoverContext, plan: CutoverPlan): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (const step of plan.steps) {
    const state = await previewState(context, plan, step);
    reports.push({
      id: step.id,
      title: step.title,
      state,
      detail: `${step.act.says}. Proof: ${step.confirm.says}. Undo: ${step.undo?.says ?? 'nothing to undo'}.`,
    });
  }
  return reports;
}

async function previewState(context: CutoverContext, plan: CutoverPlan, step: Step): Promise<StepState> {
  if (plan.user === null || plan.stage === 'fresh') return 'pending';
  return step.check.run({ context, user: plan.user, gates: plan.gates });
}

/** @param approved The hash that the operator approved. */
export async function execute(context: CutoverContext, plan: CutoverPlan, approved: string): Promise<Outcome> {
  const { user } = plan;
  if (approved !== plan.hash) {
    throw new PlanRefused(
      'the approved hash is not the hash of the plan as the world stands now',
      'Run `cutover --dry-run`, read the plan, and approve its hash.',
    );
  }
  if (user === null || isRefused(plan.gates)) {
    throw new PlanRefused('a gate refuses', 'Read the findings; `cutover --dry-run` shows them again.');
  }
  const before = attemptOf(context);
  if (before.status !== 'finished' && (before.status !== 'running' || before.planHash !== plan.hash)) {
    const number = attemptNumberOfNext(before);
    await context.journal.append(number, 'cutover:approved', null, {
      planHash: plan.hash,
      user,
      userDigest: plan.userDigest,
      acknowledged: Object.fromEntries(context.acknowledged),
    });
  }
  const world: StepWorld = { context, user, gates: plan.gates };
  const reports = new Map<string, StepReport>();
  let failure: OperatorError | null = null;
  for (const step of plan.steps) {
    const report = (state: StepState, detail: string): void => {
      reports.set(step.id, { id: step.id, title: step.title, state, detail });
    };
    if (failure !== null) {
      report('pending', step.act.says);
      continue;
    }
    try {
      if (context.stop.aborted) throw stopped(context.stop, `stopped before ${step.id}`);
      const detail = await carryOut(world, step);
      report(detail.startsWith('skipped') ? 'skipped' : 'done', detail);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      failure = error;
      await record(context, 'step:failed', step.id, { code: error.code, message: error.message });
      report(error instanceof CutoverInterrupted ? 'pending' : 'failed', error.message);
    }
  }
  if (failure === null && attemptOf(context).status !== 'finished') await record(context, 'cutover:finished', null);
  return { steps: [...reports.values()], error: failure, gapMs: attemptOf(context).gapMs };
}

async function carryOut(world: StepWorld, step: Step): Promise<string> {
  const { context } = world;
  if ((await step.check.run(world)) === 'done') {
    if (!attemptOf(context).confirmed.has(step.id)) await prove(world, step, 'found done');
    return 'done already';
  }
  await record(context, 'step:intent', step.id);
  await context.interrupts('cutover:before-act', step.id);
  let detail = '';
  let failure: unknown = null;
  try {
    detail = await bounded(step.act.run(world), step.timeoutSeconds, step.title);
  } catch (error) {
    failure = error;
  }
  await context.interrupts('cutover:after-act', step.id);
  if (failure !== null) {
    // No answer, or a bad one: what happened is what the world shows.
    const state = await step.check.run(world).catch((error: unknown) => {
      throw error instanceof DirectoryUnreachable || error instanceof StepFailed ? error : failure;
    });
    if (state !== 'done') throw asStepFailure(step, failure);
    const reason = failure instanceof Error ? failure.message : String(failure);
    detail = `done, although it was reported as failed: ${reason}`;
    context.findings.push({
      id: 'C06-done-in-spite-of-error',
      severity: 'warn',
      subject: step.id,
      message: detail,
      hint: 'Nothing to do; the directory shows the result.',
    });
  }
  await prove(world, step, detail);
  return detail;
}

async function prove(world: StepWorld, step: Step, detail: string): Promise<void> {
  await step.confirm.run(world);
  await record(world.context, 'step:done', step.id, { detail });
  await world.context.interrupts('cutover:journaled', step.id);
}

function asStepFailure(step: Step, error: unknown): OperatorError {
  if (error instanceof OperatorError) {
    if (error.exit !== 'unexpected' && (error instanceof StepFailed || !('resultCode' in error))) return error;
    return new StepFailed(step.id, error.message, error.hint, 'halfWay', error);
  }
  throw error;
}
