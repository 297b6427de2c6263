/**
 * Rounds, interleaved: every course once, then every course again, each round beginning with another one, so that a
 * machine that gets slower or faster meanwhile is slow or fast for all. A course that fails is told in the table and not
 * tried again; the others go on.
 */
import { type Course, type Measure, NotAvailable, type Sample } from './measure.ts';

export interface RoundsRequest {
  readonly courses: readonly Course[];
  readonly rounds: number;
  /** Milliseconds of `performance.now()`; no round is begun later. The first one always is. */
  readonly until: number;
  /** Aborted to stop before the next course. */
  readonly stop: AbortSignal;
  /** Told what was measured, for whoever waits. */
  tell(line: string): void;
}

export async function runRounds({ courses, rounds, until, stop, tell }: RoundsRequest): Promise<Measure[]> {
  const samples = new Map<string, Sample[]>();
  const missing = new Map<string, string>();
  for (const course of courses) for (const name of Object.keys(course.gives)) samples.set(name, []);
  if (!stop.aborted) for (const course of courses) await course.prepare?.();
  for (let round = 0; round < rounds && (round === 0 || performance.now() < until); round++) {
    for (const course of rotated(courses, round)) {
      if (stop.aborted) break;
      if (Object.keys(course.gives).every((name) => missing.has(name))) continue;
      await runCourse(course, (name, sample) => {
        samples.get(name)?.push(sample);
        tell(`round ${round + 1}, ${name}: ${line(sample)}`);
      }).catch((error: unknown) => {
        const why = error instanceof NotAvailable ? `not available: ${error.message}` : `failed: ${messageOf(error)}`;
        for (const name of Object.keys(course.gives)) missing.set(name, why);
        tell(`${Object.keys(course.gives).join(', ')}: ${why}`);
      });
    }
  }
  return courses.flatMap(({ gives }) =>
    Object.entries(gives).map(([name, title]) => ({
      name,
      title,
      samples: samples.get(name) ?? [],
      unavailable: missing.get(name) ?? null,
    })),
  );
}

async function runCourse(course: Course, note: (name: string, sample: Sample) => void): Promise<void> {
  await course.run((name, sample) => {
    if (!(name in course.gives)) throw new Error(`the course does not announce ${name}`);
    note(name, sample);
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function rotated<T>(all: readonly T[], by: number): T[] {
  const first = all.length === 0 ? 0 : by % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

function line(sample: Sample): string {
  const rate = Math.round((sample.rows * 1000) / sample.wallMs).toLocaleString('en-US');
  return `${(sample.wallMs / 1000).toFixed(2)} s, ${rate} rows/s`;
}
