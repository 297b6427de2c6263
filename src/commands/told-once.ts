/**
 * Findings of several verbs in a row: most of what one of them has to tell, the next ones tell again. They are kept
 * compressed, because tens of thousands of them wait for the end of the last verb.
 */
import type { Finding } from '#src/model/finding.ts';
import { PackedRows } from '#src/model/packed-rows.ts';

export class ToldOnce {
  readonly #told = new PackedRows<Finding>(['id', 'severity', 'subject', 'message', 'hint']);

  /** In the order in which they came; keeps nothing of those that are known. */
  add(findings: readonly Finding[]): void {
    const keys = new Set<string>();
    for (const told of this.#told.only('id', 'subject', 'message')) keys.add(keyOf(told));
    for (const finding of findings) {
      const key = keyOf(finding);
      if (!keys.has(key)) this.#told.push(finding);
      keys.add(key);
    }
  }

  /** Made anew at each call. */
  findings(): readonly Finding[] {
    return [...this.#told];
  }
}

function keyOf({ id, subject, message }: Pick<Finding, 'id' | 'subject' | 'message'>): string {
  return `${id}/${subject}/${message}`;
}
