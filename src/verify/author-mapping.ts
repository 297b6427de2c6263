/** How the plan maps authors, remembered: what a comparison of messages rests on beside the messages themselves. */
import type { MigrationPlan, RoomPlan } from '#src/model/plan.ts';

export interface MappedAuthor {
  /** Number in the target; null when messages of the author are rejected. */
  readonly newId: number | null;
  /** True when a placeholder stands for the author. */
  readonly orphan: boolean;
}

/** No filter leaves out a message of that date. */
const NEWEST = 2n ** 63n - 1n;

export class AuthorMapping {
  readonly #plan: MigrationPlan;
  /** Any room that is migrated: authors are the same in all of them. */
  readonly #room: RoomPlan | null;
  readonly #newIds = new Map<number, number | null>();
  readonly #orphans = new Set<number>();
  /** Hardly ever more than one: an object for each author would be most of what this takes. */
  readonly #legacy = new Map<number, number | number[]>();

  constructor(plan: MigrationPlan) {
    this.#plan = plan;
    this.#room = plan.rooms.find((room) => room.newChannelId !== null) ?? null;
  }

  of(legacyUserId: number): MappedAuthor {
    const known = this.#newIds.get(legacyUserId);
    if (known !== undefined) return { newId: known, orphan: this.#orphans.has(legacyUserId) };
    const mapped = this.#ask(legacyUserId);
    this.#newIds.set(legacyUserId, mapped.newId);
    if (mapped.orphan) this.#orphans.add(legacyUserId);
    if (mapped.newId !== null) {
      const same = this.#legacy.get(mapped.newId);
      if (same === undefined) this.#legacy.set(mapped.newId, legacyUserId);
      else if (typeof same === 'number') this.#legacy.set(mapped.newId, [same, legacyUserId]);
      else same.push(legacyUserId);
    }
    return mapped;
  }

  /** Legacy numbers, of those asked for until now, that become this one. */
  legacyOf(newId: number): readonly number[] {
    const same = this.#legacy.get(newId) ?? [];
    return typeof same === 'number' ? [same] : same;
  }

  #ask(legacyUserId: number): MappedAuthor {
    if (this.#room === null) return { newId: null, orphan: false };
    const { messages, orphanAuthors } = this.#plan.translate(this.#room, [[0n, NEWEST, legacyUserId, false, '']]);
    return { newId: messages[0]?.[3] ?? null, orphan: orphanAuthors.length > 0 };
  }
}

/** Authors of a range as the journal keeps them: a number in the target, null for rejected ones, and who it stands for. */
export type AuthorList = readonly (readonly [newId: number | null, ...legacyIds: number[]])[];

/** @param rejected legacy numbers of authors whose messages may be missing from the range */
export function authorList(
  mapping: AuthorMapping,
  authors: ReadonlySet<number>,
  rejected: ReadonlySet<number>,
): AuthorList {
  const list: [number | null, ...number[]][] = [...authors].map((id) => [id, ...mapping.legacyOf(id)]);
  return rejected.size === 0 ? list : [...list, [null, ...rejected]];
}

/** False when the plan of now maps one of them otherwise. */
export function stillMapped(mapping: AuthorMapping, list: AuthorList): boolean {
  return list.every(([newId, ...legacyIds]) => legacyIds.every((id) => mapping.of(id).newId === newId));
}
