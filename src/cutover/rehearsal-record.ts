/** What a finished rehearsal leaves for the gates: when, and with which settings. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rehearsal } from './context.ts';

const FILE = 'rehearsal.json';

/** SHA-256 over settings that decide what a cut-over does; addresses and secrets are no part of them. */
export function settingsHash(settings: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}

export function recordRehearsal(workDir: string, rehearsal: Rehearsal): void {
  mkdirSync(workDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(workDir, FILE), `${JSON.stringify(rehearsal)}\n`, { mode: 0o600 });
}

export function lastRehearsal(workDir: string): Rehearsal | null {
  const file = join(workDir, FILE);
  if (!existsSync(file)) return null;
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Rehearsal;
    return typeof found.finishedAt === 'number' ? found : null;
  } catch {
    return null; // A record that cannot be read proves nothing.
  }
}
