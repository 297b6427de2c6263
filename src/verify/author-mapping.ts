/** How the plan maps authors, remembered: what a comparison of messages rests on beside the messages themselves. */
import { IntMap } from '#src/model/int-map.ts';
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
  /** As the plan keeps them: another map of all authors would take ten times as much. */
  readonly #authors: ReadonlyMap<number, number>;
  /** Number in the target → one of those who become it. */
  readonly #legacy: IntMap;
  /** The others, of whom there are few. */
  readonly #more = new Map<number, number[]>();
  /** Authors without a row, as far as they have been asked for. */
  readonly #unknown = new Map<number, MappedAuthor>();

  constructor(plan: MigrationPlan) {
    this.#plan = plan;
    this.#room = plan.rooms.find((room) => room.newChannelId !== null) ?? null;
    this.#authors = plan.messageMapping.authors;
    this.#legacy = IntMap.of(turned(this.#authors));
    for (const [legacyId, newId] of this.#authors) {
      if (this.#legacy.get(newId) !== legacyId) this.#another(newId, legacyId);
    }
  }

  of(legacyUserId: number): MappedAuthor {
    const newId = this.#room === null ? undefined : this.#authors.get(legacyUserId);
    if (newId !== undefined) return { newId, orphan: false };
    const known = this.#unknown.get(legacyUserId);
    if (known !== undefined) return known;
    const mapped = this.#ask(legacyUserId);
    this.#unknown.set(legacyUserId, mapped);
    if (mapped.newId !== null) this.#another(mapped.newId, legacyUserId);
    return mapped;
  }

  /** Legacy numbers that become this one; of authors without a row, those asked for until now. */
  legacyOf(newId: number): readonly number[] {
    const one = this.#legacy.get(newId);
    const more = this.#more.get(newId) ?? [];
    return one === undefined ? more : [one, ...more];
  }

  #another(newId: number, legacyId: number): void {
    const others = this.#more.get(newId);
    if (others === undefined) this.#more.set(newId, [legacyId]);
    else others.push(legacyId);
  }

  #ask(legacyUserId: number): MappedAuthor {
    if (this.#room === null) return { newId: null, orphan: false };
    const { messages, orphanAuthors } = this.#plan.translate(this.#room, [[0n, NEWEST, legacyUserId, false, '']]);
    return { newId: messages[0]?.[3] ?? null, orphan: orphanAuthors.length > 0 };
  }
}

function* turned(map: ReadonlyMap<number, number>): Iterable<readonly [number, number]> {
  for (const [key, value] of map) yield [value, key];
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
