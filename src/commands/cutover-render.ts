/** What a cut-over and its way back say to people and to scripts. */
import { table } from '#src/console/table.ts';
import { attemptOf, type CutoverContext } from '#src/cutover/context.ts';
import { POINT_OF_NO_RETURN, type Step, type StepReport } from '#src/cutover/step.ts';
import type { Finding } from '#src/model/finding.ts';

/** The fields that every document of both verbs has. */
export function cutoverData(
  context: CutoverContext,
  planHash: string,
  steps: readonly StepReport[],
): Record<string, unknown> {
  const { gapMs, image, status, number, endpointGuid, user } = attemptOf(context);
  return {
    planHash,
    steps,
    pointOfNoReturn: POINT_OF_NO_RETURN,
    attempt: number,
    status,
    gapMs,
    user,
    endpointGuid,
    beforeImage: image === null ? null : { file: image.jsonFile, ldif: image.ldifFile, sha256: image.sha256 },
    journal: context.journal.file,
  };
}

/** The steps as the plan's JSON shows them: data, with the words of every part. */
export function stepsAsData(steps: readonly Step[]): Record<string, unknown>[] {
  return steps.map((step) => ({
    id: step.id,
    title: step.title,
    check: step.check.says,
    act: step.act.says,
    confirm: step.confirm.says,
    undo: step.undo?.says ?? null,
    timeoutSeconds: step.timeoutSeconds,
    reversible: step.reversible,
  }));
}

export function stepsText(steps: readonly StepReport[]): string {
  return table(
    [{ title: 'step' }, { title: 'state' }, { title: 'what', max: 96 }],
    steps.map((step) => [step.id, step.state, `${step.title}: ${step.detail}`]),
  );
}

export function gatesText(findings: readonly Finding[]): string {
  const shown = findings.filter((finding) => finding.severity !== 'info');
  if (shown.length === 0) return 'Every gate is open.';
  return shown
    .map(
      (finding) =>
        `${finding.severity === 'block' ? 'BLOCK' : 'warn '} ${finding.id} ${finding.subject}: ${finding.message}\n      ${finding.hint}`,
    )
    .join('\n');
}

export function gapText(gapMs: number | null): string {
  return gapMs === null ? '' : `Nobody could sign in for ${(gapMs / 1000).toFixed(2)} s.`;
}
