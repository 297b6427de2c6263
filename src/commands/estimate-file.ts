/** The last estimate, kept in the work directory so that `migrate` can tell it beside the time that it really took. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writing } from '#src/config/work-dir.ts';
import type { EstimatedPhase, PhaseEstimate } from '#src/estimate/estimate.ts';
import { plus, type Range } from '#src/estimate/range.ts';

const FILE = 'estimate.json';
/** What `migrate` does of a migration: from reading both sides to the last counter. */
const OF_MIGRATE: ReadonlySet<EstimatedPhase> = new Set(['prepare', 'structure', 'messages', 'counters']);

interface KeptEstimate {
  readonly planHash: string;
  /** Seconds. */
  readonly migrate: Range;
}

/** @throws WorkDirUnusable */
export function keepEstimate(workDir: string, planHash: string, phases: readonly PhaseEstimate[]): void {
  const own = phases.filter(({ phase }) => OF_MIGRATE.has(phase)).map(({ seconds }) => seconds);
  const kept: KeptEstimate = { planHash, migrate: plus(...own) };
  writing(workDir, () => writeFileSync(join(workDir, FILE), `${JSON.stringify(kept)}\n`, { mode: 0o600 }));
}

/** Seconds that were foreseen for the first `migrate` of this very plan; null where nobody asked. */
export function estimatedSeconds(workDir: string, planHash: string): Range | null {
  try {
    const kept = JSON.parse(readFileSync(join(workDir, FILE), 'utf8')) as KeptEstimate;
    return kept.planHash === planHash ? kept.migrate : null;
  } catch {
    return null;
  }
}
