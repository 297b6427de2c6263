/** Starts the delay proxy as a process and tells on which port it listens. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TASK_VARIABLE } from './children/task.ts';

export interface ProxyProcess {
  readonly port: number;
  close(): void;
}

export async function proxyProcess(host: string, port: number, oneWayMs: number): Promise<ProxyProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'children', 'delay-proxy.ts')], {
    env: { PATH: process.env.PATH ?? '', [TASK_VARIABLE]: JSON.stringify({ host, port, oneWayMs }) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(text.toString().trim()), close: () => child.stdin.end() };
}
