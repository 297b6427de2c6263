/** Findings of several verbs in a row: most of what one of them has to tell, the next ones tell again. */
import type { Finding } from '#src/model/finding.ts';

export class ToldOnce {
  #findings: readonly Finding[] = [];

  /** In the order in which they came; keeps nothing of those that are known. */
  add(findings: readonly Finding[]): void {
    const keys = new Set(this.#findings.map(keyOf));
    const fresh = findings.filter((finding) => {
      const key = keyOf(finding);
      const isFresh = !keys.has(key);
      keys.add(key);
      return isFresh;
    });
    if (fresh.length > 0) this.#findings = [...this.#findings, ...fresh];
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }
}

function keyOf({ id, subject, message }: Finding): string {
  return `${id}/${subject}/${message}`;
}
