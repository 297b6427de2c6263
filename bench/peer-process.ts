/** Runs one of `children/` and gives back what it measured, with the memory and processor time seen from outside. */
import { join } from 'node:path';
import { TASK_VARIABLE, type TaskResult } from './children/task.ts';
import type { Sample } from './measure.ts';
import { watch } from './watched-process.ts';

export async function peerProcess(name: string, task: object): Promise<Sample> {
  const file = join(import.meta.dirname, 'children', `${name}.ts`);
  const { finished } = watch(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    env: { PATH: process.env.PATH ?? '', [TASK_VARIABLE]: JSON.stringify(task) },
  });
  const { code, stdout, stderr, peakRssBytes, clientCpuMs } = await finished;
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}`);
  return {
    ...(JSON.parse(stdout) as TaskResult),
    ...(peakRssBytes === undefined ? {} : { peakRssBytes }),
    ...(clientCpuMs === undefined ? {} : { clientCpuMs }),
  };
}
