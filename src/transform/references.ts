/**
 * Columns that name a principal without a key behind them (nodeAddedBy, …UpdatedBy, lastModifiedBy): mapped, and where
 * the principal has no row, the target's system principal stands in and a finding says so.
 */
import type { Findings } from './findings.ts';
import { plural, principalSubject } from './subjects.ts';

export class References {
  readonly #ids: ReadonlyMap<number, number>;
  readonly #systemId: number | null;
  /** `table.column` → legacy prinID → rows */
  readonly #missing = new Map<string, Map<number, number>>();

  constructor(ids: ReadonlyMap<number, number>, systemId: number | null) {
    this.#ids = ids;
    this.#systemId = systemId;
  }

  /** New prinID; counts a missing one under `column`, e.g. `tblNode.nodeAddedBy`. */
  mapped(legacyId: number, column: string): number {
    const id = this.#ids.get(legacyId);
    if (id !== undefined) return id;
    const missing = this.#missing.get(column) ?? new Map<number, number>();
    this.#missing.set(column, missing.set(legacyId, (missing.get(legacyId) ?? 0) + 1));
    return this.#standIn;
  }

  /** The same without counting, for rows that are made again and again. */
  quietly(legacyId: number): number {
    return this.#ids.get(legacyId) ?? this.#standIn;
  }

  report(findings: Findings): void {
    for (const [column, missing] of this.#missing) {
      for (const [legacyId, rows] of missing) {
        const message = `${plural(rows, 'row')} of ${column} ${rows === 1 ? 'refers' : 'refer'} to it; the system principal stands in.`;
        const subject = principalSubject({ prinID: legacyId, prinName: 'without a row', prinUri: '' });
        findings.add('P55-reference-without-row', 'warn', subject, message);
      }
    }
    if (this.#systemId === null && this.#missing.size > 0) {
      findings.add('P57-no-system-principal', 'block', 'tblPrincipal', 'Neither side has a system principal.');
    }
  }

  get #standIn(): number {
    return this.#systemId ?? 1;
  }
}
