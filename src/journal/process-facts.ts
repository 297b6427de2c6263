/**
 * Who a process is, so that a lock can tell a living owner from a dead one, and from a stranger who got the same number
 * later. Where the system does not say when a process started (Windows), only the heartbeat decides.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessFacts {
  readonly host: string;
  readonly pid: number;
  /** Empty where the system does not tell. */
  readonly processStart: string;
}

/** `gone` and `alive` are certain; `unknown` is not. */
export type Liveness = 'alive' | 'gone' | 'unknown';

export function thisProcess(): ProcessFacts {
  return { host: hostname(), pid: process.pid, processStart: processStart(process.pid) ?? '' };
}

/** What can be said from here about a process; of another host, or of another container on this one, nothing. */
export function livenessOf(owner: ProcessFacts): Liveness {
  if (owner.host !== hostname()) return 'unknown';
  const space = namespaceOf(owner.processStart);
  if (space !== null && space !== pidNamespace()) return 'unknown';
  if (!exists(owner.pid)) return 'gone';
  const started = processStart(owner.pid);
  if (owner.processStart === '' || started === null) return 'unknown';
  return started === owner.processStart ? 'alive' : 'gone';
}

/**
 * Clock ticks from boot to the start of the process, the boot and the process namespace, as Linux states them; null where
 * it cannot be read. Source: proc(5), field 22 of /proc/PID/stat; the name in field 2 may hold spaces and parentheses.
 */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
    return ticks === undefined ? null : `${ticks}.${boot}@${pidNamespace()}`;
  } catch {
    return null;
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  } catch {
    return '';
  }
}

function namespaceOf(start: string): string | null {
  const at = start.indexOf('@');
  return at < 0 ? null : start.slice(at + 1);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
