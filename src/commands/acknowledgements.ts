/** Which blocking findings stop a verb, once those that the operator let pass by name are set aside. */
import type { Finding } from '#src/model/finding.ts';

/** With these the result would be wrong whatever the reason given. */
const NEVER = new Set(['P01-same-database', 'P02-already-there', 'P05-static-row-missing', 'P06-target-root']);

export interface Blocking {
  readonly stopping: readonly Finding[];
  /** Only those that a finding really has. */
  readonly acknowledged: ReadonlyMap<string, string>;
}

/** An acknowledgement may name the whole id or the part before the first dash: `P31` for `P31-…`. */
export function blocking(findings: readonly Finding[], given: ReadonlyMap<string, string>): Blocking {
  const acknowledged = new Map<string, string>();
  const stopping: Finding[] = [];
  for (const finding of findings) {
    if (finding.severity !== 'block') continue;
    const reason = given.get(finding.id) ?? given.get(finding.id.split('-')[0] ?? finding.id);
    if (reason === undefined || NEVER.has(finding.id)) stopping.push(finding);
    else acknowledged.set(finding.id, reason);
  }
  return { stopping, acknowledged };
}
