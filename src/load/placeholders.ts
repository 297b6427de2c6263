/**
 * Writes the principals that stand for authors without a row, each once, in a transaction of its own before the batch
 * that needs it. Several rooms may meet the same author: one after the other is served.
 */
import { placeholderRecord } from '#src/journal/assignments.ts';
import { currentSpec } from './current-spec.ts';
import type { LoadContext } from './load-context.ts';
import { retrying } from './retry.ts';

export class Placeholders {
  readonly #context: LoadContext;
  /** Legacy ids of those that the journal, and thus the target, holds. */
  readonly #written: Set<number>;
  #turn: Promise<void> = Promise.resolve();

  constructor(context: LoadContext, written: Set<number>) {
    this.#context = context;
    this.#written = written;
  }

  ensure(legacyIds: readonly number[]): Promise<void> {
    if (legacyIds.every((id) => this.#written.has(id))) return Promise.resolve();
    const turn = this.#turn.then(() => this.#write(legacyIds));
    // The next one waits for this one, and does not fail because this one did.
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /**
   * Writes those again that the journal knows and the target, having been set back, has lost.
   * @param there ids of principals in the target
   */
  async restore(there: ReadonlySet<number>): Promise<void> {
    const { plan, target } = this.#context.request;
    for (const legacyId of this.#written) {
      const placeholder = plan.placeholder(legacyId);
      if (placeholder === null || there.has(placeholder.principal.prinID)) continue;
      await retrying(this.#context.patience, () =>
        target.transaction(async (transaction) => {
          await transaction.insert(currentSpec('tblPrincipal'), [{ ...placeholder.principal }]);
          await transaction.insert(currentSpec('tblPrincipalAffiliations'), [{ ...placeholder.affiliation }]);
        }),
      );
    }
  }

  async #write(legacyIds: readonly number[]): Promise<void> {
    const missing = legacyIds.filter((id) => !this.#written.has(id));
    if (missing.length === 0) return;
    const { request, migrationId } = this.#context;
    const rows = missing.map((id) => ({ id, placeholder: request.plan.placeholder(id) }));
    const records = rows.flatMap(({ id, placeholder }) =>
      placeholder === null ? [] : [placeholderRecord(migrationId, id, placeholder.principal.prinID)],
    );
    await retrying(this.#context.patience, async (triesBefore) => {
      if (triesBefore > 0 && (await this.#isCommitted(missing))) return;
      await request.target.transaction(async (transaction) => {
        const principals = rows.flatMap(({ placeholder }) =>
          placeholder === null ? [] : [{ ...placeholder.principal }],
        );
        const affiliations = rows.flatMap(({ placeholder }) =>
          placeholder === null ? [] : [{ ...placeholder.affiliation }],
        );
        await transaction.insert(currentSpec('tblPrincipal'), principals);
        await transaction.insert(currentSpec('tblPrincipalAffiliations'), affiliations);
        await transaction.journal.insert('assignment', records);
      });
    });
    for (const id of missing) this.#written.add(id);
    await request.interrupts('placeholder:committed', missing.join(','));
  }

  async #isCommitted(legacyIds: readonly number[]): Promise<boolean> {
    const [legacyId] = legacyIds;
    const stored = await this.#context.request.journal.rows('assignment', {
      migrationId: this.#context.migrationId,
      kind: 'placeholder',
      legacyId: String(legacyId),
    });
    return stored.length > 0;
  }
}
