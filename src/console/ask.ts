/** Asks a person one question on the terminal: the question goes to stderr, the answer comes from stdin. */
import { createInterface } from 'node:readline/promises';

/** @returns the answer without spaces around it; empty when input ends or a stop is asked for. */
export async function ask(question: string, stop: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question, { signal: stop })).trim();
  } catch {
    return '';
  } finally {
    lines.close();
  }
}
