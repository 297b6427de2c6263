/**
 * Messages: chatId, time and text unchanged to the last bit; room and author renumbered. A message that holds what the
 * documents forbid is rejected whole. This is the hot path: one tuple, one look-up and four type tests a message.
 * Sources: tblChat of both schemas (rtf is new, NULL where a client gave none), "Migration process details" (start date
 * of the content to migrate).
 */
import type { CurrentMessage, LegacyMessage } from '#src/model/messages.ts';
import type { Reject, RoomPlan, TranslatedPage } from '#src/model/plan.ts';
import { malformationCheck } from '#src/model/schema/malformation.ts';
import { legacySpec } from './legacy-spec.ts';
import type { SkipRule } from './skip-rules.ts';

export interface TranslateInput {
  /** Legacy prinID → prinID in the target. */
  readonly authors: ReadonlyMap<number, number>;
  /** Ticks; older messages are left out. Null = none are. */
  readonly since: bigint | null;
  readonly orphanAuthor: 'placeholder' | 'reject';
  /** Null when there is no number for it. */
  placeholderId(legacyUserId: number): number | null;
}

export const SINCE = 'filter.since' satisfies SkipRule;

export function translator(input: TranslateInput): (room: RoomPlan, page: readonly LegacyMessage[]) => TranslatedPage {
  const { authors, since } = input;
  return (room, page) => {
    const channelId = room.newChannelId;
    if (channelId === null) return leave(room, page);
    const messages: CurrentMessage[] = [];
    const rejects: Reject[] = [];
    let orphans: Set<number> | null = null;
    let old = 0;
    for (const message of page) {
      const [chatId, chatDate, userId, isAlert, content] = message;
      if (
        typeof chatDate !== 'bigint' ||
        typeof userId !== 'number' ||
        typeof isAlert !== 'boolean' ||
        typeof content !== 'string'
      ) {
        rejects.push(rejected(room, message, faultOf(message)));
        continue;
      }
      if (since !== null && chatDate < since) {
        old++;
        continue;
      }
      let author = authors.get(userId);
      if (author === undefined) {
        const placeholder = input.orphanAuthor === 'placeholder' ? input.placeholderId(userId) : null;
        if (placeholder === null) {
          rejects.push(rejected(room, message, `author ${userId} has no row`));
          continue;
        }
        orphans ??= new Set();
        orphans.add(userId);
        author = placeholder;
      }
      messages.push([channelId, chatId, chatDate, author, isAlert, content, null]);
    }
    return {
      messages,
      skipped: old === 0 ? NOTHING : { [SINCE]: old },
      rejects,
      orphanAuthors: orphans === null ? NOBODY : [...orphans],
    };
  };
}

const NOTHING: Readonly<Record<string, number>> = {};
const NOBODY: readonly number[] = [];

function leave(room: RoomPlan, page: readonly LegacyMessage[]): TranslatedPage {
  const rule = room.left?.rule ?? 'the room has no number in the target';
  if (room.left?.why === 'skip') {
    return {
      messages: [],
      skipped: page.length === 0 ? NOTHING : { [rule]: page.length },
      rejects: [],
      orphanAuthors: NOBODY,
    };
  }
  return {
    messages: [],
    skipped: NOTHING,
    rejects: page.map((message) => rejected(room, message, rule)),
    orphanAuthors: NOBODY,
  };
}

const documentedFault = malformationCheck(legacySpec('tblChat'));

/** Names the columns, never what they hold. */
function faultOf([chatID, chatDate, userId, isAlert, content]: LegacyMessage): string {
  return documentedFault({ channelID: 0, chatID, chatDate, userId, isAlert, content }) ?? 'a column is damaged';
}

function rejected(room: RoomPlan, message: LegacyMessage, reason: string): Reject {
  const [chatID, chatDate, userId, isAlert, content] = message;
  return {
    kind: 'messages',
    table: 'tblChat',
    key: `${room.channelId}/${chatID}`,
    reason,
    row: { channelID: room.channelId, chatID, chatDate, userId, isAlert, content },
  };
}
