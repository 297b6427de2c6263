/**
 * Whether someone is within a scope: named there, or affiliated to a group, unit or domain that is. Answers are kept
 * for the scope asked about last, since the rooms of a category ask for the same people again and again.
 * Source: tblPrincipalAffiliations; "Set-CsPersistentChatCategory" (allowed members may be groups and units).
 */
import type { Affiliations } from '#src/model/affiliations.ts';

export class ScopeTest {
  readonly #scopes: ReadonlyMap<number, ReadonlySet<number>>;
  readonly #affiliations: Affiliations;
  readonly #answers = new Map<number, Map<number, boolean>>();

  /** @param scopes legacy node → legacy principals of its scope rows */
  constructor(scopes: ReadonlyMap<number, ReadonlySet<number>>, affiliations: Affiliations) {
    this.#scopes = scopes;
    this.#affiliations = affiliations;
  }

  /** @param definer legacy node whose scope is in effect */
  within(principalId: number, definer: number): boolean {
    const scope = this.#scopes.get(definer);
    if (scope === undefined) return false;
    let answers = this.#answers.get(definer);
    if (answers === undefined) {
      if (this.#answers.size >= KEPT_SCOPES) this.#answers.clear();
      answers = new Map();
      this.#answers.set(definer, answers);
    }
    let answer = answers.get(principalId);
    if (answer === undefined) {
      answer = this.#affiliations.within(principalId, scope);
      answers.set(principalId, answer);
    }
    return answer;
  }
}

/** A category and a room's own scope: more are rarely asked about in turn. */
const KEPT_SCOPES = 4;
