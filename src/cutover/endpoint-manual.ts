/** Prints the cmdlet for a person to run, and waits until the directory shows that it was run. */
import { CutoverInterrupted } from './cutover-errors-port.ts';
import { type DirectoryPort, readByGuid } from './directory-port.ts';
import type { EndpointDriver, EndpointTarget } from './endpoint-driver-port.ts';
import { findEndpoint } from './endpoint-state.ts';
import { newEndpointCommand, removeEndpointCommand } from './powershell-command-port.ts';

const TIMEOUT_SECONDS = 3_600;
const LOOK_EVERY_MS = 1_000;

export class ManualEndpointDriver implements EndpointDriver {
  readonly via = 'manual';
  readonly timeoutSeconds = TIMEOUT_SECONDS;
  readonly #port: DirectoryPort;
  readonly #say: (text: string) => void;

  constructor(port: DirectoryPort, say: (text: string) => void) {
    this.#port = port;
    this.#say = say;
  }

  says(target: EndpointTarget): string {
    return `a person runs: ${newEndpointCommand(target)}`;
  }

  saysUndo(target: EndpointTarget): string {
    return `a person runs: ${removeEndpointCommand(target)}`;
  }

  async obstacle(): Promise<string | null> {
    return null;
  }

  async create(target: EndpointTarget, stop: AbortSignal): Promise<void> {
    this.#say('Run this now in the Lync Server Management Shell:');
    this.#say(`    ${newEndpointCommand(target)}`);
    await this.#until(async () => (await findEndpoint(this.#port, target.sipUri)) !== null, stop);
  }

  async remove(target: EndpointTarget, guid: string, stop: AbortSignal): Promise<void> {
    this.#say('Run this now in the Lync Server Management Shell:');
    this.#say(`    ${removeEndpointCommand(target)}`);
    await this.#until(async () => (await readByGuid(this.#port, guid, ['objectClass'])) === null, stop);
  }

  /** The executor's time-out ends a wait that no one answers. */
  async #until(holds: () => Promise<boolean>, stop: AbortSignal): Promise<void> {
    while (!(await holds())) {
      if (stop.aborted) throw new CutoverInterrupted('stopped while waiting for a person');
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}
