/**
 * Between two large works of one process: what the first one held is given back before the second one begins. Left to
 * itself, the collector looks when the second has filled as much again. Nothing happens where the runtime was not started
 * with `--expose-gc`.
 */
export function giveBack(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
