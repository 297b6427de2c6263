/** What a cut-over and its way back say to people and to scripts. */
import { table } from '#src/console/table.ts';
import { attemptOf, type CutoverContext } from '#src/cutover/context.ts';
import { POINT_OF_NO_RETURN, type Step, type StepReport } from '#src/cutover/step.ts';
import type { Finding } from '#src/model/finding.ts';
import { wrap } from '#src/model/wrap.ts';

/** Characters; with the columns before it a line fits a wide terminal. */
const DETAIL_WIDTH = 94;

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

/** In full: where the before-image lies, or what has not come back, must not be looked for in the JSON. */
export function stepsText(steps: readonly StepReport[]): string {
  return table(
    [{ title: 'step' }, { title: 'state' }, { title: 'what' }],
    steps.flatMap(({ id, state, title, detail }) => [
      [id, state, title],
      ...wrap(detail, DETAIL_WIDTH).map((line) => ['', '', `  ${line}`]),
    ]),
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

/** Why nothing was carried out; `hash` is the one of the plan. */
export function refusalText(approved: string | null, hash: string, plan: string, otherwise: string): string {
  if (approved === null) return `No hash was approved: --dry-run prints the one of ${plan}, --approve takes it.`;
  if (approved === hash) return otherwise;
  return `The approved hash is not the hash of ${plan} as the world stands now.`;
}

export function gapText(gapMs: number | null): string {
  return gapMs === null ? '' : `Nobody could sign in for ${(gapMs / 1000).toFixed(2)} s.`;
}
