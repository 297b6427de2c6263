/**
 * Writes the principals that stand for authors without a row, each once, in a transaction of its own before the batch
 * that needs it, and takes them out again when no message needs them any more. Several rooms may meet the same author:
 * one after the other is served.
 */
import { placeholderRecord } from '#src/journal/assignments.ts';
import type { Placeholder } from '#src/model/plan.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';
import { currentSpec } from './current-spec.ts';
import type { LoadContext } from './load-context.ts';
import { retrying } from './retry.ts';
import type { TargetTransaction } from './target-port.ts';

export class Placeholders {
  readonly #context: LoadContext;
  /** Legacy id → id in the target, of those that the journal, and thus the target, holds. */
  readonly #written: Map<number, number>;
  /** Legacy ids that a message of this run needed. */
  readonly #needed = new Set<number>();
  #turn: Promise<void> = Promise.resolve();

  constructor(context: LoadContext, written: Map<number, number>) {
    this.#context = context;
    this.#written = written;
  }

  /** Legacy ids. */
  get written(): ReadonlySet<number> {
    return new Set(this.#written.keys());
  }

  ensure(legacyIds: readonly number[]): Promise<void> {
    for (const id of legacyIds) this.#needed.add(id);
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
    for (const [legacyId, newId] of this.#written) {
      const placeholder = plan.placeholder(legacyId);
      if (placeholder?.principal.prinID !== newId || there.has(newId)) continue;
      await retrying(this.#context.patience, () =>
        target.transaction((transaction) => putInPlace(transaction, placeholder)),
      );
    }
  }

  /**
   * Takes out those that no message needs, after a run that has met every message of the migration. One whose author has
   * a row of his own now is forgotten; where that row has taken its place there is nothing to take out.
   */
  async leaveOnlyNeeded(): Promise<void> {
    const { request, migrationId } = this.#context;
    for (const [legacyId, newId] of this.#written) {
      if (this.#needed.has(legacyId)) continue;
      this.#context.goOn();
      const isStill = request.plan.placeholder(legacyId)?.principal.prinID === newId;
      let removed = 0;
      await retrying(this.#context.patience, () =>
        request.target.transaction(async (transaction) => {
          if (isStill) {
            const self = { principalID: newId, affiliationID: newId };
            await transaction.remove(currentSpec('tblPrincipalAffiliations'), self);
            removed = await transaction.remove(currentSpec('tblPrincipal'), { prinID: newId });
          }
          const { kind, legacyId: key } = placeholderRecord(migrationId, legacyId, newId);
          await transaction.journal.remove('assignment', { migrationId, kind, legacyId: key });
        }),
      );
      this.#written.delete(legacyId);
      this.#context.delta.add('placeholders', { removed });
    }
  }

  async #write(legacyIds: readonly number[]): Promise<void> {
    const missing = legacyIds.filter((id) => !this.#written.has(id));
    const { request, migrationId } = this.#context;
    const placeholders = missing.flatMap((id) => {
      const placeholder = request.plan.placeholder(id);
      return placeholder === null ? [] : [{ id, placeholder }];
    });
    if (placeholders.length === 0) return;
    const records = placeholders.map(({ id, placeholder }) =>
      placeholderRecord(migrationId, id, placeholder.principal.prinID),
    );
    let inserted = 0;
    await retrying(this.#context.patience, async (triesBefore) => {
      if (triesBefore > 0 && (await this.#isCommitted(missing))) return;
      inserted = 0;
      await request.target.transaction(async (transaction) => {
        for (const { placeholder } of placeholders) inserted += (await putInPlace(transaction, placeholder)) ? 1 : 0;
        await transaction.journal.insert('assignment', records);
      });
    });
    for (const { id, placeholder } of placeholders) this.#written.set(id, placeholder.principal.prinID);
    this.#context.delta.add('placeholders', { inserted, updated: placeholders.length - inserted });
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

/**
 * Also over the row of an author who had one until now: his number is free then, and the placeholder's own. The same
 * again changes nothing, so a commit of which nobody knows whether it took place may simply be tried once more.
 * @returns true when there was no row
 */
async function putInPlace(transaction: TargetTransaction, { principal, affiliation }: Placeholder): Promise<boolean> {
  const fresh = await put(transaction, currentSpec('tblPrincipal'), { ...principal });
  await put(transaction, currentSpec('tblPrincipalAffiliations'), { ...affiliation });
  return fresh;
}

async function put(transaction: TargetTransaction, spec: TableSpec, row: Row): Promise<boolean> {
  if ((await transaction.update(spec, spec.primaryKey, row)) > 0) return false;
  await transaction.insert(spec, [row]);
  return true;
}
