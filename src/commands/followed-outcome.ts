/** What `migrate --follow` says at its end: the state that its last complete pass left, and how the whole ended. */
import { grouped } from '#src/console/numbers.ts';
import { deltaText } from './delta-text.ts';
import type { Followed } from './follow.ts';
import { countsText, findingsText } from './plan-text.ts';
import { countLines } from './report-parts.ts';
import type { VerbOutcome } from './verb.ts';

export function followedOutcome({ last, facts, exit, delta, blocked }: Followed): VerbOutcome {
  const copiedUntil = facts.copiedUntil === null ? null : new Date(facts.copiedUntil).toISOString();
  const follow = { ...facts, copiedUntil };
  const findings = blocked ?? last?.findings ?? [];
  const next = exit === 'interrupted' ? 'gc2pc migrate' : exit === 'blocked' ? 'gc2pc plan' : 'gc2pc verify';
  const told = blocked === null ? '' : `${findingsText(blocked.filter(({ severity }) => severity === 'block'))}\n`;
  if (last === null) {
    return { exit, findings, nextSteps: [next], data: { follow, delta }, text: `${told}No pass came to its end.` };
  }
  const { counts, skippedBy, phases: _phases, exit: _exit, ...result } = last.result;
  const path = last.way === null ? null : { messages: last.way.path, reason: last.way.reason };
  return {
    exit,
    findings,
    nextSteps: [next],
    data: {
      ...result,
      path,
      dryRun: false,
      checks: last.checks,
      counts,
      skippedBy,
      follow,
      delta,
    },
    text: [
      countsText(countLines(counts, skippedBy)),
      `${told}${grouped(facts.passes)} complete pass(es); what the source held at ${copiedUntil ?? 'no time'} is in the target.`,
      `In all passes: ${deltaText(delta)}.`,
      result.rejectFile === null ? '' : `Rejected rows: ${result.rejectFile}`,
    ]
      .filter(Boolean)
      .join('\n'),
  };
}
