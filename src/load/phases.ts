/** Keeps time of the phases, tells whoever listens, and leaves a note in the journal that `status` and the report read. */
import type { PhaseTime, Run } from '#src/journal/runs.ts';
import type { LoadPhase } from '#src/model/states.ts';
import type { LoadContext } from './load-context.ts';

export interface Expectation {
  readonly unitsTotal: number;
  readonly rowsExpected: number;
  readonly rowsBefore: number;
}

export class Phases {
  readonly #context: LoadContext;
  readonly #run: Run;
  readonly #expectation: Expectation;
  readonly #times: PhaseTime[] = [];
  #noted: Promise<void> = Promise.resolve();

  constructor(context: LoadContext, run: Run, expectation: Expectation) {
    this.#context = context;
    this.#run = run;
    this.#expectation = expectation;
    context.pace.listen(() => this.#note());
  }

  get times(): readonly PhaseTime[] {
    return this.#times;
  }

  async during<R>(phase: LoadPhase, rowsExpected: number | null, work: () => Promise<R>): Promise<R> {
    const { progress, interrupts, now } = this.#context.request;
    const startedAt = now();
    const movedBefore = this.#context.rowsMoved;
    this.#context.enterPhase(phase);
    progress({ event: 'phase:started', phase, rowsExpected });
    this.#times.push({ phase, startedAt, finishedAt: null, rows: 0 });
    await this.#note();
    await interrupts('phase:started', phase);
    const result = await work();
    const finishedAt = now();
    const rows = this.#context.rowsMoved - movedBefore;
    this.#times[this.#times.length - 1] = { phase, startedAt, finishedAt, rows };
    await this.#note();
    progress({ event: 'phase:finished', phase, rows, durationMs: finishedAt - startedAt });
    await interrupts('phase:finished', phase);
    return result;
  }

  /** One after the other, so that an earlier note never takes the place of a later one. */
  #note(): Promise<void> {
    const noting = this.#noted.then(() =>
      this.#run.note({ ...this.#expectation, phases: this.#times, waiting: this.#context.pace.reason }),
    );
    this.#noted = noting.catch(() => {});
    return noting;
  }
}
