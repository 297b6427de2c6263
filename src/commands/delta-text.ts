/** What a pass changed in the target, for people. */
import { grouped } from '#src/console/numbers.ts';
import { type Delta, rowsOf } from '#src/load/delta.ts';
import type { Changes } from '#src/load/delta-port.ts';

/** `messages: 12 inserted, 1 removed; roles: 3 updated`, or `nothing was changed`. */
export function deltaText({ byKind }: Delta): string {
  const kinds = Object.entries(byKind).filter(([, changes]) => rowsOf(changes) > 0);
  if (kinds.length === 0) return 'nothing was changed';
  return kinds.map(([kind, changes]) => `${kind}: ${changesText(changes)}`).join('; ');
}

export function changesText(changes: Changes): string {
  const words = (['inserted', 'updated', 'removed'] as const).filter((what) => changes[what] > 0);
  if (words.length === 0) return 'nothing changed';
  return words.map((what) => `${grouped(changes[what])} ${what}`).join(', ');
}
