/** What a report tells, as plain data: the HTML is drawn from it and the JSON beside it is it. Never message text. */
import type { Finding } from '#src/model/finding.ts';
import type { Change } from '#src/model/plan.ts';
import type { RowList } from '#src/model/row-list.ts';

export interface ReportData {
  readonly title: string;
  readonly runId: string;
  readonly version: string;
  /** ISO, UTC. */
  readonly generatedAt: string;
  readonly verdict: Verdict;
  /** Label and value, in reading order: databases, hashes, times. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Null where nothing was counted yet. */
  readonly counts: readonly CountLine[] | null;
  readonly changes: RowList<Change>;
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly { readonly id: string; readonly reason: string }[];
  readonly phases: readonly PhaseLine[];
  readonly differences: { readonly total: number; readonly first: readonly DifferenceLine[] } | null;
  /** Free-standing lists, e.g. the timeline of a cut-over. */
  readonly lists: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly nextSteps: readonly string[];
}

export interface Verdict {
  /** One or two words: `Verified`, `Blocked`. */
  readonly word: string;
  readonly tone: 'good' | 'warn' | 'bad';
  readonly sentence: string;
}

/** read = written + skipped + rejected; the report says so when it is not. */
export interface CountLine {
  readonly kind: string;
  readonly read: number;
  readonly written: number;
  readonly skipped: number;
  readonly rejected: number;
  /** Rule in words → rows. */
  readonly skippedBy: Readonly<Record<string, number>>;
}

export interface PhaseLine {
  readonly phase: string;
  readonly durationMs: number;
  readonly rows: number;
}

export interface DifferenceLine {
  readonly kind: string;
  readonly key: string;
  readonly what: string;
}
