/**
 * Makes the endpoint with Microsoft's own cmdlet. The program is started with a list of arguments, never through a
 * shell, and ended when it takes too long; whether it did its work is asked of the directory, not of its exit code.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { StepFailed } from '#src/cutover/cutover-errors-port.ts';
import type { EndpointDriver, EndpointTarget } from '#src/cutover/endpoint-driver-port.ts';
import { newEndpointCommand, removeEndpointCommand } from '#src/cutover/powershell-command-port.ts';

export interface PowerShellOptions {
  /** `powershell.exe`, or another name or path. */
  readonly executable: string;
  /** Computer whose management shell does the work; null = this one. */
  readonly computerName: string | null;
  readonly timeoutSeconds?: number;
}

const TIMEOUT_SECONDS = 110;
const PROBE_SECONDS = 60;
const KEPT_OUTPUT = 2_000;
const SCRIPT = fileURLToPath(new URL('./persistent-chat-endpoint.ps1', import.meta.url));

type Action = 'New' | 'Remove' | 'Probe';

export class PowerShellEndpointDriver implements EndpointDriver {
  readonly via = 'powershell';
  readonly timeoutSeconds: number;
  readonly #options: PowerShellOptions;

  constructor(options: PowerShellOptions) {
    this.#options = options;
    this.timeoutSeconds = options.timeoutSeconds ?? TIMEOUT_SECONDS;
  }

  says(target: EndpointTarget): string {
    return `${newEndpointCommand(target)}${this.#where}`;
  }

  saysUndo(target: EndpointTarget): string {
    return `${removeEndpointCommand(target)}${this.#where}`;
  }

  async obstacle(target: EndpointTarget): Promise<string | null> {
    const fault = targetFault(target);
    if (fault !== null) return fault;
    try {
      await this.#run('Probe', target, Math.min(PROBE_SECONDS, this.timeoutSeconds), new AbortController().signal);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  create(target: EndpointTarget, stop: AbortSignal): Promise<void> {
    return this.#run('New', target, this.timeoutSeconds, stop);
  }

  remove(target: EndpointTarget, _guid: string, stop: AbortSignal): Promise<void> {
    return this.#run('Remove', target, this.timeoutSeconds, stop);
  }

  get #where(): string {
    return this.#options.computerName === null ? '' : `  (on ${this.#options.computerName})`;
  }

  /** Ends with the program; a program that takes too long is ended. */
  #run(action: Action, target: EndpointTarget, seconds: number, stop: AbortSignal): Promise<void> {
    const { executable } = this.#options;
    const fault = targetFault(target);
    if (fault !== null) return Promise.reject(failed(fault));
    return new Promise((resolve, reject) => {
      const child = spawn(executable, argumentsFor(action, target, this.#options.computerName), {
        shell: false,
        windowsHide: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      const keep = (chunk: Buffer): void => {
        output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
      };
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      const end = (reason: string): void => {
        child.kill('SIGKILL');
        child.stdout.destroy();
        child.stderr.destroy();
        finish(() => reject(failed(reason)));
      };
      const timer = setTimeout(() => end(`${executable} took longer than ${seconds} s and was ended`), seconds * 1_000);
      const onStop = (): void => end(`${executable} was ended because a stop was asked for`);
      stop.addEventListener('abort', onStop, { once: true });
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        stop.removeEventListener('abort', onStop);
        settle();
      };
      child.once('error', (error) => finish(() => reject(failed(`${executable} cannot be started: ${error.message}`))));
      child.once('close', (code) => {
        if (code === 0) finish(resolve);
        else finish(() => reject(failed(`${executable} ended with ${code}: ${output.trim() || 'no output'}`)));
      });
    });
  }
}

/** Exactly what the program is started with. `-File` hands every following word on as it is, without reading it as code. */
export function argumentsFor(action: Action, target: EndpointTarget, computerName: string | null): string[] {
  return [
    ...['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', SCRIPT],
    ...['-Action', action, '-SipAddress', target.sipUri, '-PersistentChatPoolFqdn', target.poolFqdn],
    ...(computerName === null ? [] : ['-ComputerName', computerName]),
  ];
}

/** A word that begins with a dash, or holds a line break, would be read as something else. */
function targetFault({ sipUri, poolFqdn }: EndpointTarget): string | null {
  if (!/^sip:[^\s"'`$;|&<>]+@[^\s"'`$;|&<>]+$/i.test(sipUri)) return `${sipUri} is no SIP URI that a cmdlet takes`;
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i.test(poolFqdn)
    ? null
    : `${poolFqdn} is no host name`;
}

function failed(reason: string): StepFailed {
  return new StepFailed(
    'create-endpoint',
    reason,
    'Run the cmdlet by hand in the Lync Server Management Shell, or correct endpoint.powershell; then run the same command again.',
  );
}
