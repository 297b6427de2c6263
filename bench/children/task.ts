/**
 * The frame of a peer that is measured in a process of its own: its task comes in the environment (it may hold a password,
 * which must not stand in the process list), its result goes to stdout as JSON. The clock starts once everything is
 * connected.
 */

export const TASK_VARIABLE = 'GC2PC_BENCH_TASK';

export interface TaskResult {
  readonly wallMs: number;
  readonly rows: number;
}

export function taskOf<T>(): T {
  return JSON.parse(process.env[TASK_VARIABLE] ?? 'null') as T;
}

export function report(result: TaskResult): void {
  process.stdout.write(JSON.stringify(result));
}
