/**
 * The way back, from wherever the cut-over stands: the steps in reverse, each looked at, undone and proved. What an
 * undo finds already undone is left alone, so that a rollback that was cut off is simply run again.
 */
import { createHash } from 'node:crypto';
import { isWithin } from '#src/model/distinguished-name.ts';
import { OperatorError } from '#src/model/errors.ts';
import { waitForAgreement } from './agreement.ts';
import { bounded } from './bounded.ts';
import { attemptOf, type CutoverContext, record } from './context.ts';
import { PlanRefused, StepFailed, stopped } from './cutover-errors-port.ts';
import { applicationContacts } from './endpoint-state.ts';
import type { Outcome } from './execute.ts';
import { ownersInForest } from './owners.ts';
import type { Step, StepReport, StepState, StepWorld } from './step.ts';
import { confirmStep, gatesStep, handOverStep } from './steps/closing-steps.ts';
import { endpointStep } from './steps/endpoint-step.ts';
import { fenceStep } from './steps/fence-step.ts';
import { imageStep } from './steps/image-step.ts';
import { removalStep } from './steps/removal-step.ts';

export interface RollbackPlan {
  readonly hash: string;
  /** False where no cut-over stands: then there is nothing to do. */
  readonly needed: boolean;
  readonly user: StepWorld['user'] | null;
  /** In the order in which they are undone. */
  readonly steps: readonly Step[];
  /** Owners of the URI that neither the user nor the cut-over can explain. */
  readonly strangers: readonly string[];
}

export async function makeRollbackPlan(context: CutoverContext): Promise<RollbackPlan> {
  const attempt = attemptOf(context);
  const { user } = attempt;
  if (user === null || attempt.status === 'none' || attempt.status === 'rolled-back') {
    const hash = createHash('sha256').update('rollback: nothing').digest('hex');
    return { hash, needed: false, user: null, steps: [], strangers: [] };
  }
  const { configurationBase } = await context.forest.primary.describe();
  const container = applicationContacts(configurationBase);
  const strangers = (await ownersInForest(context.forest, user.uri))
    .filter((owner) => owner.guid !== user.guid && owner.guid !== attempt.recreatedGuid)
    .filter((owner) => owner.kind !== 'contact' || !isWithin(owner.dn, container))
    .map((owner) => owner.dn);
  const hash = createHash('sha256')
    .update(
      JSON.stringify([
        'rollback',
        attempt.number,
        attempt.planHash,
        user.guid,
        attempt.image?.sha256 ?? null,
        strangers,
      ]),
    )
    .digest('hex');
  return { hash, needed: true, user, steps: stepsBack(context, user), strangers };
}

export async function previewRollback(context: CutoverContext, plan: RollbackPlan): Promise<StepReport[]> {
  const { undone } = attemptOf(context);
  return plan.steps.map((step) => ({
    id: step.id,
    title: step.title,
    state: undone.has(step.id) ? 'undone' : step.undo === null ? 'skipped' : 'pending',
    detail: step.undo?.says ?? 'nothing to undo',
  }));
}

export async function rollback(context: CutoverContext, plan: RollbackPlan, approved: string): Promise<Outcome> {
  if (!plan.needed) return { steps: [], error: null, gapMs: null };
  if (approved !== plan.hash) {
    throw new PlanRefused(
      'the approved hash is not the hash of the way back as the world stands now',
      'Run `rollback --dry-run`, read the plan, and approve its hash.',
    );
  }
  if (plan.strangers.length > 0) {
    throw new PlanRefused(
      `the SIP URI now also belongs to ${plan.strangers.join('; ')}`,
      'Take the address away from that object, then run `rollback --dry-run` again.',
    );
  }
  return goBack(context, plan);
}

/** Without an approval of its own: for a cut-over that was told to restore when it fails. */
export async function goBack(context: CutoverContext, plan: RollbackPlan): Promise<Outcome> {
  const { user } = plan;
  if (user === null) return { steps: [], error: null, gapMs: null };
  if (attemptOf(context).status !== 'rolling-back')
    await record(context, 'rollback:approved', null, { planHash: plan.hash });
  const world: StepWorld = { context, user, gates: [] };
  const reports: StepReport[] = [];
  let failure: OperatorError | null = null;
  for (const step of plan.steps) {
    const report = (state: StepState, detail: string): void => {
      reports.push({ id: step.id, title: step.title, state, detail });
    };
    if (failure !== null) {
      report('pending', step.undo?.says ?? 'nothing to undo');
      continue;
    }
    if (step.undo === null) {
      report('skipped', 'nothing to undo');
      continue;
    }
    try {
      if (context.stop.aborted) throw stopped(context.stop, `stopped before the undo of ${step.id}`);
      await record(context, 'undo:intent', step.id);
      await context.interrupts('rollback:before-undo', step.id);
      const detail = await bounded(
        step.undo.run(world),
        Math.max(step.timeoutSeconds, MINIMUM_SECONDS),
        `undo of ${step.id}`,
      );
      await context.interrupts('rollback:after-undo', step.id);
      if (step.id === 'remove-user') await proveUserIsBack(world);
      await record(context, 'undo:done', step.id, { detail });
      await context.interrupts('rollback:journaled', step.id);
      report('undone', detail);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      failure = 'resultCode' in error ? new StepFailed(step.id, error.message, error.hint, 'halfWay', error) : error;
      await record(context, 'undo:failed', step.id, { code: error.code, message: error.message });
      report('failed', error.message);
    }
  }
  if (failure === null) await record(context, 'rollback:finished', null);
  return { steps: reports, error: failure, gapMs: attemptOf(context).gapMs };
}

const MINIMUM_SECONDS = 120;

async function proveUserIsBack({ context, user }: StepWorld): Promise<void> {
  const guid = attemptOf(context).recreatedGuid ?? user.guid;
  const wrong = await waitForAgreement(context, user.uri, { what: 'user', guid });
  if (wrong === null) return;
  throw new StepFailed(
    'remove-user',
    `not all domain controllers see the user again: ${wrong}`,
    'Wait for replication, then run the same command again.',
  );
}

function stepsBack(context: CutoverContext, user: StepWorld['user']): Step[] {
  const { settings } = context;
  const target = { sipUri: user.uri, poolFqdn: settings.poolFqdn };
  return [
    handOverStep(target, settings.targetServers),
    confirmStep(target, settings.replicationSeconds),
    endpointStep(context.endpoint, target),
    removalStep(settings.removal, user.guid),
    imageStep,
    fenceStep(context.source?.means ?? 'no source is configured'),
    gatesStep,
  ];
}
