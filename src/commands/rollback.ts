/** The way back from a cut-over, wherever it stands: endpoint removed, user restored, source opened. */
import { ask } from '#src/console/ask.ts';
import { attemptOf, type CutoverContext } from '#src/cutover/context.ts';
import { takeLock } from '#src/cutover/cutover-lock.ts';
import { makeRollbackPlan, previewRollback, type RollbackPlan, rollback } from '#src/cutover/rollback.ts';
import type { StepReport } from '#src/cutover/step.ts';
import type { Finding } from '#src/model/finding.ts';
import { cutoverContext, cutoverFolder } from './cutover-context.ts';
import { type CutoverLock, lockInJournal } from './cutover-journal-lock.ts';
import { mirrorJournal } from './cutover-mirror.ts';
import { cutoverData, gatesText, refusalText, stepsAsData, stepsText } from './cutover-render.ts';
import { withResources } from './resources.ts';
import type { Verb, VerbContext, VerbOutcome } from './verb.ts';

export const rollbackVerb: Verb = {
  name: 'rollback',
  summary: 'undoes the cut-over step by step: the endpoint goes, the well-known user comes back, the source opens',
  options: [
    { flags: '--dry-run', description: 'show the way back and its hash; change nothing anywhere' },
    { flags: '--approve <hash>', description: 'go the way back that has this hash; again: go on' },
  ],
  writes: 'directory, source fence',
  refuses: ({ dryRun, approve }) =>
    dryRun === true && approve !== undefined ? 'Give only one of --dry-run and --approve.' : null,
  run: (verb, options) =>
    withResources(async (resources) => {
      if (options.dryRun === true) {
        const context = await cutoverContext(verb, resources, 'read', 'back');
        return shown(context, await makeRollbackPlan(context));
      }
      const release = takeLock(cutoverFolder(verb.configuration));
      let lock: CutoverLock | null = null;
      try {
        lock = await lockInJournal(verb, resources);
        const context = await cutoverContext({ ...verb, stop: lock.stop }, resources, 'write', 'back');
        return await gone(verb, context, typeof options.approve === 'string' ? options.approve : null);
      } finally {
        await lock?.release();
        release();
      }
    }),
};

async function shown(context: CutoverContext, plan: RollbackPlan): Promise<VerbOutcome> {
  const steps = await previewRollback(context, plan);
  const findings = strangerFindings(plan);
  const { user } = attemptOf(context);
  return {
    exit: findings.length > 0 ? 'gateRefused' : 'done',
    findings,
    nextSteps: plan.needed && findings.length === 0 ? [`gc2pc rollback --approve ${plan.hash}`] : [],
    data: { ...dataOf(context, plan, steps), dryRun: true },
    text: plan.needed
      ? [
          stepsText(steps),
          'Stop the 2013 services first: what people have written there since is lost to the old side.',
          `Way back of ${user?.uri ?? 'the user'}: ${plan.hash}; nothing was changed.`,
        ].join('\n\n')
      : 'There is nothing to undo.',
  };
}

async function gone(verb: VerbContext, context: CutoverContext, approved: string | null): Promise<VerbOutcome> {
  const plan = await makeRollbackPlan(context);
  if (!plan.needed) {
    return {
      exit: 'done',
      findings: [],
      nextSteps: [],
      data: dataOf(context, plan, []),
      text: 'There is nothing to undo.',
    };
  }
  const hash = approved ?? (await approvedByHand(verb, context, plan));
  const strangers = strangerFindings(plan);
  if (hash !== plan.hash || strangers.length > 0) {
    const reason = refusalText(hash, plan.hash, 'the way back', 'Another object claims the SIP URI.');
    return {
      exit: 'gateRefused',
      findings: strangers,
      nextSteps: ['gc2pc rollback --dry-run'],
      data: { ...dataOf(context, plan, await previewRollback(context, plan)), refused: reason },
      text: `${reason} Nothing was changed.`,
    };
  }
  const { steps, error } = await rollback(context, plan, hash);
  await mirrorJournal(verb, context);
  const findings: Finding[] = [...context.findings];
  if (error !== null) {
    findings.push({ id: error.code, severity: 'block', subject: 'rollback', message: error.message, hint: error.hint });
  }
  return {
    exit: error === null ? 'done' : error.exit,
    findings,
    nextSteps: error === null ? ['gc2pc cutover --dry-run'] : [`gc2pc rollback --approve ${plan.hash}`],
    data: dataOf(context, plan, steps),
    text: [
      stepsText(steps),
      gatesText(findings),
      error === null ? 'The way back is gone to its end.' : `${error.message}\n${error.hint}`,
    ].join('\n\n'),
  };
}

async function approvedByHand(verb: VerbContext, context: CutoverContext, plan: RollbackPlan): Promise<string | null> {
  if (!verb.interactive || plan.user === null) return null;
  verb.tell(stepsText(await previewRollback(context, plan)));
  const typed = await ask(`Type the SIP URI to go back (${plan.user.uri}): `, verb.stop);
  return typed === plan.user.uri ? plan.hash : null;
}

function strangerFindings(plan: RollbackPlan): Finding[] {
  return plan.strangers.map((dn) => ({
    id: 'G07',
    severity: 'block',
    subject: dn,
    message: 'this object claims the SIP URI and has nothing to do with the cut-over',
    hint: 'Take the address away from it, then run `gc2pc rollback --dry-run` again.',
  }));
}

function dataOf(context: CutoverContext, plan: RollbackPlan, steps: readonly StepReport[]): Record<string, unknown> {
  const restored = context.journal.lines.findLast((line) => line.event === 'user:restored')?.detail;
  return {
    ...cutoverData(context, plan.hash, steps),
    plannedSteps: stepsAsData(plan.steps),
    needed: plan.needed,
    // Every attribute in which the user differs from the before-image now, whether it matters or not.
    restoration: restored ?? null,
    differences: restored?.differences ?? [],
  };
}
