/** Notes of one examination, in the order in which they were made. What comes after a failed step is skipped by name. */
import { type Diagnosis, type Remedy, STEPS, type StepName } from './doctor-port.ts';

export class Examination {
  readonly #steps: Diagnosis['steps'][number][] = [];
  readonly #remedies: Remedy[] = [];

  ok(step: StepName, detail: string): void {
    this.#steps.push({ step, state: 'ok', detail });
  }

  skip(step: StepName, detail: string): void {
    this.#steps.push({ step, state: 'skipped', detail });
  }

  fail(step: StepName, detail: string): void {
    this.#steps.push({ step, state: 'failed', detail });
  }

  advise(remedy: Remedy): void {
    this.#remedies.push(remedy);
  }

  end(): Diagnosis {
    const failed = this.#steps.find(({ state }) => state === 'failed');
    const seen = new Set(this.#steps.map(({ step }) => step));
    const rest = failed === undefined ? [] : STEPS.filter((step) => !seen.has(step) && after(step, failed.step));
    const skipped = rest.map((step) => ({ step, state: 'skipped', detail: `because ${failed?.step} failed` }) as const);
    return { steps: [...this.#steps, ...skipped], remedies: this.#remedies };
  }
}

function after(step: StepName, other: StepName): boolean {
  return STEPS.indexOf(step) > STEPS.indexOf(other);
}
