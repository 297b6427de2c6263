/** Where in time pre-flight runs: what must be so in the night need not be so on Wednesday. */
import type { Facts } from './facts.ts';

/** A server that pinged within this time runs. */
export const PING_FRESH_MS = 5 * 60_000;

/** Without a window every day is before the weekend; the gates of the cut-over look again. */
export function stage({ settings, now }: Pick<Facts, 'settings' | 'now'>): 'before' | 'within' {
  return settings.window === null || now() < settings.window.from ? 'before' : 'within';
}
