/**
 * What pre-flight saw and what was taken upon oneself, kept in the work directory: pre-flight writes to no server. Other
 * verbs take it from there into the migration's journal, and the cut-over's gates ask it what was found, when, and under
 * which configuration.
 */
import { join } from 'node:path';
import { appendToChainedFile, type ChainedLine, readChainedFile } from '#src/journal/chained-file.ts';
import type { CheckOutcome, Observation } from './check.ts';

export const RECORD_FILE = 'preflight.jsonl';
const CHECKED = 'preflight:checked';
const ACKNOWLEDGED = 'preflight:acknowledged';

export interface RecordedObservation extends Observation {
  /** When it was looked at, milliseconds since 1970, UTC. */
  readonly at: number;
}

type Kept = Pick<CheckOutcome, 'id' | 'result' | 'looked' | 'hint'>;

export class PreflightRecord {
  readonly #file: string;

  constructor(workDir: string) {
    this.#file = join(workDir, RECORD_FILE);
  }

  /** In order. @throws ChainedFileBroken */
  lines(): readonly ChainedLine[] {
    return readChainedFile(this.#file);
  }

  /** @throws ChainedFileBroken, WorkDirNotWritable */
  async keep(configurationHash: string, outcomes: readonly CheckOutcome[], now: number): Promise<void> {
    const kept = outcomes.map(({ id, result, looked, hint }): Kept => ({ id, result, looked, hint }));
    await appendToChainedFile(this.#file, {
      at: now,
      event: CHECKED,
      detail: { configurationHash, outcomes: kept },
    });
  }

  /** @throws ChainedFileBroken, WorkDirNotWritable */
  async acknowledge(reasons: ReadonlyMap<string, string>, now: number): Promise<void> {
    for (const [id, reason] of reasons) {
      await appendToChainedFile(this.#file, { at: now, event: ACKNOWLEDGED, detail: { id, reason } });
    }
  }

  /**
   * The last that was seen of each check with this configuration, not before `since`.
   * @throws ChainedFileBroken
   */
  seen(configurationHash: string, since: number): Map<string, RecordedObservation> {
    const seen = new Map<string, RecordedObservation>();
    for (const { event, at, detail } of this.lines()) {
      if (event !== CHECKED || at < since || detail.configurationHash !== configurationHash) continue;
      for (const { id, result, looked, hint } of detail.outcomes as Kept[]) seen.set(id, { result, looked, hint, at });
    }
    return seen;
  }
}
