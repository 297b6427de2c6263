/**
 * Remembers how long each phase of this run took and what it moved, for the charts of its report. Where a phase begins,
 * nobody holds on to what only the one before needed: its memory is given back.
 */
import type { Progress } from '#src/model/progress.ts';
import type { PhaseLine } from '#src/report/report-data.ts';
import { giveBackGrown } from './give-back.ts';
import type { VerbContext } from './verb.ts';

export class PhaseRecorder {
  readonly lines: PhaseLine[] = [];
  readonly #tell: Progress;

  private constructor(tell: Progress) {
    this.#tell = tell;
  }

  /** The same context, with a recorder listening. */
  static on(context: VerbContext): { readonly context: VerbContext; readonly recorder: PhaseRecorder } {
    const recorder = new PhaseRecorder(context.progress);
    return { recorder, context: { ...context, progress: recorder.progress } };
  }

  readonly progress: Progress = (event) => {
    if (event.event === 'phase:started') giveBackGrown();
    if (event.event === 'phase:finished') {
      const { phase, durationMs, rows } = event;
      this.lines.push({ phase, durationMs, rows });
    }
    this.#tell(event);
  };
}
