/**
 * The plan of a cut-over: the steps in their words, and a hash over everything that an approval is about. A world that
 * has changed gives another hash. Once the user is gone the plan stands still: what is left is to finish it or go back.
 */
import { createHash } from 'node:crypto';
import { type Attempt, attemptNumberOfNext } from './attempt.ts';
import { entryDigest, takeBeforeImage } from './before-image.ts';
import { attemptOf, type CutoverContext } from './context.ts';
import { PlanRefused } from './cutover-errors-port.ts';
import { readByGuid } from './directory-port.ts';
import { lookAtGates } from './gates/all-gates.ts';
import type { GateResult } from './gates/gate.ts';
import { claimsUri, SIP_ADDRESS } from './owners.ts';
import type { Step, StepWorld } from './step.ts';
import { confirmStep, gatesStep, handOverStep } from './steps/closing-steps.ts';
import { endpointStep } from './steps/endpoint-step.ts';
import { fenceStep } from './steps/fence-step.ts';
import { imageStep } from './steps/image-step.ts';
import { removalStep } from './steps/removal-step.ts';

export interface CutoverPlan {
  readonly hash: string;
  readonly attempt: number;
  /** Null where no gate could find it; then a gate blocks. */
  readonly user: StepWorld['user'] | null;
  /** What the user was when the plan was made; null once it stands still. */
  readonly userDigest: string | null;
  readonly steps: readonly Step[];
  /** Empty for a plan that stands still. */
  readonly gates: readonly GateResult[];
  /** Why the plan is what it is. */
  readonly stage: 'fresh' | 'under-way' | 'finished';
}

/** Reads the world, changes nothing. Throws where a directory or database does not answer. */
export async function makePlan(context: CutoverContext): Promise<CutoverPlan> {
  const attempt = attemptOf(context);
  if (attempt.status === 'rolling-back') {
    throw new PlanRefused(
      'a rollback has begun and is not finished',
      `Finish it: \`gc2pc rollback --approve ${attempt.rollbackHash}\`.`,
    );
  }
  const { planHash, user } = attempt;
  if (planHash !== null && user !== null && (await isCommitted(context, attempt))) {
    const stage = attempt.status === 'finished' ? 'finished' : 'under-way';
    const steps = stepsFor(context, user);
    return { hash: planHash, attempt: attempt.number, user, userDigest: null, steps, gates: [], stage };
  }
  const { world, results } = await lookAtGates(context);
  const found = world.user === null ? null : { guid: world.user.guid, dn: world.user.dn, uri: world.user.uri };
  const number = attemptNumberOfNext(attempt);
  const image = found === null ? null : await takeBeforeImage(context.forest.primary, found.guid, context.now());
  const userDigest = image === null ? null : entryDigest(image.entry, image.rules);
  const { settings } = context;
  const hash = createHash('sha256')
    .update(
      JSON.stringify([
        'cutover',
        number,
        found,
        userDigest,
        world.owners.map((owner) => [owner.guid, owner.dn, owner.by]),
        settings.sipUri.toLowerCase(),
        settings.poolFqdn.toLowerCase(),
        settings.removal,
        settings.onFailure,
        context.endpoint.via,
        [...context.forest.others.keys()],
        results.map(({ id, outcome, parts = [] }) => [id, outcome, parts.map((part) => [part.id, part.result])]),
      ]),
    )
    .digest('hex');
  const stage = attempt.status === 'running' ? 'under-way' : 'fresh';
  return { hash, attempt: number, user: found, userDigest, steps: stepsFor(context, found), gates: results, stage };
}

/** True once the directory was changed by this attempt: from then on its plan is the only one. */
async function isCommitted(context: CutoverContext, attempt: Attempt): Promise<boolean> {
  if (attempt.status !== 'running' && attempt.status !== 'finished') return false;
  if (attempt.status === 'finished' || attempt.userGoneAt !== null) return true;
  if (attempt.user === null || attempt.image === null) return false;
  const entry = await readByGuid(context.forest.primary, attempt.user.guid, [SIP_ADDRESS, 'proxyAddresses']);
  const intended = context.journal.lines.some(
    (line) => line.attempt === attempt.number && line.event === 'step:intent' && line.step === 'remove-user',
  );
  return intended && (entry === null || !claimsUri(entry, attempt.user.uri));
}

function stepsFor(context: CutoverContext, user: StepWorld['user'] | null): Step[] {
  const { settings } = context;
  const target = { sipUri: user?.uri ?? settings.sipUri, poolFqdn: settings.poolFqdn };
  return [
    gatesStep,
    fenceStep(context.source?.means ?? 'no source is configured: nothing to close'),
    imageStep,
    removalStep(settings.removal, user?.guid ?? 'unknown'),
    endpointStep(context.endpoint, target),
    confirmStep(target, settings.replicationSeconds),
    handOverStep(target, settings.targetServers),
  ];
}
