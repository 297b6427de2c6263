/** The ordered plan of the cut-over, and its execution once its hash is approved. */
import { ask } from '#src/console/ask.ts';
import type { CutoverContext } from '#src/cutover/context.ts';
import { takeLock } from '#src/cutover/cutover-lock.ts';
import { execute, type Outcome, preview } from '#src/cutover/execute.ts';
import { gateFindings, isRefused } from '#src/cutover/gates/all-gates.ts';
import { type CutoverPlan, makePlan } from '#src/cutover/plan.ts';
import { goBack, makeRollbackPlan } from '#src/cutover/rollback.ts';
import { cutoverContext, cutoverFolder } from './cutover-context.ts';
import { type CutoverLock, lockInJournal } from './cutover-journal-lock.ts';
import { mirrorJournal } from './cutover-mirror.ts';
import { cutoverData, gapText, gatesText, refusalText, stepsAsData, stepsText } from './cutover-render.ts';
import { followedStart } from './cutover-watch.ts';
import { type Resources, withResources } from './resources.ts';
import { saidOptions } from './said-options.ts';
import type { Verb, VerbContext, VerbOutcome } from './verb.ts';

const DEFAULT_WATCH_SECONDS = 600;

export const cutoverVerb: Verb = {
  name: 'cutover',
  summary:
    'replaces the well-known user by the legacy endpoint, step by step, each of them reversible until people write',
  options: [
    { flags: '--dry-run', description: 'show the plan, its gates and its hash; change nothing anywhere' },
    { flags: '--approve <hash>', description: 'carry out the plan that has this hash; again: go on' },
    { flags: '--watch-start', description: 'follow the start of the 2013 services in the target database' },
    {
      flags: '--watch-seconds <seconds>',
      description: `how long to follow at most (default ${DEFAULT_WATCH_SECONDS})`,
      number: { min: 1, whole: true },
    },
  ],
  writes: 'directory, source fence',
  refuses: (options) => {
    const chosen = ['dryRun', 'approve', 'watchStart'].filter(
      (name) => options[name] !== undefined && options[name] !== false,
    );
    return chosen.length > 1 ? 'Give only one of --dry-run, --approve and --watch-start.' : null;
  },
  run: (context, options) =>
    withResources((resources) => {
      if (options.watchStart === true) {
        const seconds = Number(options.watchSeconds ?? DEFAULT_WATCH_SECONDS);
        return followedStart(context, resources, seconds, `gc2pc cutover${saidOptions(cutoverVerb.options, options)}`);
      }
      if (options.dryRun === true) return dryRun(context, resources);
      return carriedOut(context, resources, typeof options.approve === 'string' ? options.approve : null);
    }),
};

async function dryRun(verb: VerbContext, resources: Resources): Promise<VerbOutcome> {
  const context = await cutoverContext(verb, resources, 'read', 'there');
  const plan = await makePlan(context);
  const findings = gateFindings(plan.gates);
  const steps = await preview(context, plan);
  const refused = plan.user === null || isRefused(plan.gates);
  return {
    exit: refused ? 'gateRefused' : 'done',
    findings,
    nextSteps: refused || plan.stage === 'finished' ? [] : [`gc2pc cutover --approve ${plan.hash}`],
    data: {
      ...planData(context, plan),
      ...cutoverData(context, plan.hash, steps),
      dryRun: true,
      attempt: plan.attempt,
    },
    text: [stepsText(steps), gatesText(findings), `Plan ${plan.hash} (${plan.stage}); nothing was changed.`].join(
      '\n\n',
    ),
  };
}

async function carriedOut(verb: VerbContext, resources: Resources, approved: string | null): Promise<VerbOutcome> {
  const release = takeLock(cutoverFolder(verb.configuration));
  let lock: CutoverLock | null = null;
  try {
    lock = await lockInJournal(verb, resources);
    const context = await cutoverContext({ ...verb, stop: lock.stop }, resources, 'write', 'there');
    const plan = await makePlan(context);
    const hash = approved ?? (await approvedByHand(verb, context, plan));
    const findings = gateFindings(plan.gates);
    if (hash !== plan.hash || plan.user === null || isRefused(plan.gates)) {
      const steps = await preview(context, plan);
      const reason = refusalText(hash, plan.hash, 'the plan', 'A gate refuses.');
      return {
        exit: 'gateRefused',
        findings,
        nextSteps: ['gc2pc cutover --dry-run'],
        data: { ...planData(context, plan), ...cutoverData(context, plan.hash, steps), refused: reason },
        text: [gatesText(findings), `${reason} Nothing was changed.`].join('\n\n'),
      };
    }
    const outcome = await execute(context, plan, hash);
    const restored = await restoreAfter(verb, context, outcome);
    const mirrored = await mirrorJournal(verb, context);
    return outcomeOf(context, plan, outcome, restored, mirrored);
  } finally {
    await lock?.release();
    release();
  }
}

/** At a terminal the approval is the SIP URI, typed by whoever has read the plan. */
async function approvedByHand(verb: VerbContext, context: CutoverContext, plan: CutoverPlan): Promise<string | null> {
  if (!verb.interactive || plan.user === null || isRefused(plan.gates)) return null;
  verb.tell(
    [stepsText(await preview(context, plan)), gatesText(gateFindings(plan.gates)), `Plan ${plan.hash}`].join('\n\n'),
  );
  const typed = await ask(`Type the SIP URI to carry this out (${plan.user.uri}): `, verb.stop);
  return typed === plan.user.uri ? plan.hash : null;
}

/** The way back at once, when the endpoint cannot be made for good and that is what was asked for. */
async function restoreAfter(verb: VerbContext, context: CutoverContext, outcome: Outcome): Promise<Outcome | null> {
  const { error } = outcome;
  const failed = outcome.steps.find((step) => step.state === 'failed')?.id;
  if (error === null || error.exit !== 'halfWay' || failed !== 'create-endpoint') return null;
  if (context.settings.onFailure !== 'restore') {
    if (!verb.interactive) return null;
    verb.tell(`${error.message}\n${error.hint}`);
    if ((await ask('Type "restore" to bring the well-known user back now: ', verb.stop)) !== 'restore') return null;
  }
  return goBack(context, await makeRollbackPlan(context));
}

function outcomeOf(
  context: CutoverContext,
  plan: CutoverPlan,
  outcome: Outcome,
  restored: Outcome | null,
  mirrored: boolean,
): VerbOutcome {
  const { error } = outcome;
  const findings = [...gateFindings(plan.gates), ...context.findings];
  if (!mirrored) {
    findings.push({
      id: 'C07-journal-not-mirrored',
      severity: 'info',
      subject: context.journal.file,
      message: 'the events could not be copied into the migration’s journal',
      hint: 'Nothing to do: the file is complete, and the next run copies what is missing.',
    });
  }
  if (error !== null) {
    findings.push({ id: error.code, severity: 'block', subject: 'cut-over', message: error.message, hint: error.hint });
  }
  const undone = new Map((restored?.steps ?? []).map((step) => [step.id, step]));
  const steps = outcome.steps.map((step) => {
    const back = undone.get(step.id);
    return back === undefined || back.state === 'skipped' ? step : back;
  });
  const isBack = restored !== null && restored.error === null;
  return {
    exit: error === null ? 'done' : error.exit,
    findings,
    nextSteps:
      error === null
        ? ['gc2pc cutover --watch-start', 'gc2pc rollback --dry-run']
        : isBack
          ? ['gc2pc cutover --dry-run']
          : [`gc2pc cutover --approve ${plan.hash}`, 'gc2pc rollback --dry-run'],
    data: { ...planData(context, plan), ...cutoverData(context, plan.hash, steps), restored: isBack },
    text: [
      stepsText(steps),
      gatesText(findings),
      gapText(outcome.gapMs),
      isBack ? 'The endpoint could not be made; the well-known user is back.' : '',
      error === null ? 'The cut-over is done.' : `${error.message}\n${error.hint}`,
    ]
      .filter(Boolean)
      .join('\n\n'),
  };
}

function planData(context: CutoverContext, plan: CutoverPlan): Record<string, unknown> {
  return {
    stage: plan.stage,
    plannedSteps: stepsAsData(plan.steps),
    gates: plan.gates,
    endpointVia: context.endpoint.via,
    acknowledged: Object.fromEntries(context.acknowledged),
  };
}
