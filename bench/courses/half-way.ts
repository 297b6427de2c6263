/**
 * Tells when half of a migration is there. Whoever looks shares the machine with what is measured, and the undisturbed run
 * is not looked at: so sessions are opened before the clock starts, and looks are rare while the half is far away.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openJournalReader, openTargetReader } from '#src/engines/open.ts';
import type { JournalReader } from '#src/journal/journal-port.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { readStatus, summaryOf } from '#src/journal/status.ts';
import type { DatabaseIdentity } from '#src/model/identity.ts';
import type { Opened } from '#src/model/opened.ts';
import { NotAvailable } from '../measure.ts';
import type { Tier } from '../tier.ts';

const HALF = 0.5;
/** Milliseconds between two looks at least; before the first message, exactly. */
const LEAST_PAUSE_MS = 100;

export interface Seen {
  /** Of all rows, those that are there. */
  readonly share: number;
  /** Milliseconds since 1970. */
  readonly messagesBegunAt: number;
}

export interface HalfWay {
  /**
   * Waits until half is there. One look at a time.
   * @param ended whether the run is over
   * @throws NotAvailable when it is over before that
   */
  reached(ended: () => boolean): Promise<Seen>;
  close(): Promise<void>;
}

/** To be called before the run begins, with a target that is there. */
export async function watchHalfWay(tier: Tier): Promise<HalfWay> {
  const target = await openTargetReader(tier.targetAddress());
  const open = () => openJournalReader(tier.targetAddress(), tier.journalDatabase());
  let journal: Opened<JournalReader> | null = null;
  const close = async () => {
    await journal?.close();
    await target.close();
  };
  try {
    const identity = await target.port.identity();
    // Where it is a file, the run itself makes it.
    journal = await open().catch(() => null);
    return {
      reached: (ended) =>
        half(async () => {
          journal ??= await open();
          return look(journal.port, identity);
        }, ended),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function half(lookNow: () => Promise<Seen | null>, ended: () => boolean): Promise<Seen> {
  for (;;) {
    // What cannot be read yet is not there yet.
    const seen = await lookNow().catch(() => null);
    if (seen !== null && seen.share >= HALF) return seen;
    if (ended()) throw new NotAvailable('the run was over before half of it was seen; it takes more rows');
    await delay(seen === null ? LEAST_PAUSE_MS : pauseMs(seen.share, Date.now() - seen.messagesBegunAt));
  }
}

/**
 * Half of what is probably left, and no more than a quarter of what has passed: a run that gets faster is not missed.
 * @param share that is there, below the half
 * @param passedMs milliseconds since the first message
 */
export function pauseMs(share: number, passedMs: number): number {
  const leftMs = share > 0 ? (passedMs * (HALF - share)) / share : Number.POSITIVE_INFINITY;
  return Math.max(LEAST_PAUSE_MS, Math.min(leftMs / 2, passedMs / 4));
}

async function look(journal: JournalReader, target: DatabaseIdentity): Promise<Seen | null> {
  const { rows } = await readStatus(journal, target, Date.now());
  const runs = await journal.rows('run', { migrationId: migrationIdOf(target) });
  const messages = summaryOf(runs.at(-1) ?? null).phases.find(({ phase }) => phase === 'messages');
  return messages === undefined ? null : { share: rows.done / rows.total, messagesBegunAt: messages.startedAt };
}
