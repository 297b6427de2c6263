/** What a stage has to tell an operator about one subject. Findings are data: they are counted, listed and reported. */

export const SEVERITIES = ['block', 'warn', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  /** Stable and documented, e.g. `P02-name-too-long`. */
  readonly id: string;
  readonly severity: Severity;
  /** What it is about: `room 17 "Trading"`, `principal 12`, `tblChat`. Never message text. */
  readonly subject: string;
  /** One sentence. */
  readonly message: string;
  /** What to do now, in the imperative. */
  readonly hint: string;
}

export function blocks(findings: Iterable<Finding>): boolean {
  for (const finding of findings) if (finding.severity === 'block') return true;
  return false;
}
