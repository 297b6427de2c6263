/**
 * Killed with SIGKILL once half of the messages are in the target, and started again with the same command: what that costs
 * against a run that nobody disturbs.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { openJournalReader, openTargetReader } from '#src/engines/open.ts';
import type { JournalReader } from '#src/journal/journal-port.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { readStatus, summaryOf } from '#src/journal/status.ts';
import type { DatabaseIdentity } from '#src/model/identity.ts';
import { type Course, NotAvailable } from '../measure.ts';
import { sampleOf } from '../product.ts';
import { type Lane, migrateCourse, migrated, settingsOf } from './gc2pc-migrate.ts';

/** Milliseconds between two looks at the journal. */
const LOOK_EVERY_MS = 100;
const HALF = 0.5;

export function interrupted(lane: Lane): Course[] {
  return (['wire', 'server'] as const).flatMap((path) => {
    const suffix = path === 'wire' ? '' : `-${path}`;
    const title = `gc2pc migrate, ${path} path, undisturbed`;
    return [
      migrateCourse(lane, { name: `undisturbed${suffix}`, title, path, streams: null }),
      killedCourse(lane, `killed${suffix}`, path),
    ];
  });
}

/** @param told how many rows, for the title */
export function killedCourse(lane: Lane, name: string, path: 'wire' | 'server', told = ''): Course {
  return {
    gives: { [name]: `gc2pc migrate, ${path} path, killed half way and resumed, both runs together${told}` },
    run: async (note) => {
      const { tier, dataset, product } = lane;
      await tier.freshTarget(dataset);
      await tier.settle();
      const way = { path, streams: null };
      const first = product.start(['migrate'], { ...tier.environment(dataset), ...settingsOf(way) });
      let ended = false;
      const finished = product.ended(first).finally(() => {
        ended = true;
      });
      // Whoever waits for the half may give up first; the run's own end is looked at below.
      finished.catch(() => {});
      const seen = await atHalf(lane, () => ended);
      const killedAt = Date.now();
      first.kill('SIGKILL');
      const killed = await finished;
      const second = await migrated(lane, way);
      const sample = sampleOf(second, dataset.messages, `killed when ${(seen.share * 100).toFixed(0)} % was there`);
      note(name, {
        ...sample,
        wallMs: killed.wallMs + second.wallMs,
        messagesMs: killedAt - seen.messagesBegunAt + (second.messagesMs ?? 0),
        clientCpuMs: (killed.clientCpuMs ?? 0) + (second.clientCpuMs ?? 0),
      });
    },
  };
}

interface Seen {
  /** Of all rows, those that were there. */
  readonly share: number;
  /** Milliseconds since 1970. */
  readonly messagesBegunAt: number;
}

/** Waits until half is there. One connection, and one look at a time: whoever is measured shares the machine. */
async function atHalf({ tier }: Lane, ended: () => boolean): Promise<Seen> {
  const target = await openTargetReader(tier.targetAddress());
  try {
    const identity = await target.port.identity();
    const journal = await once(() => openJournalReader(tier.targetAddress(), tier.journalDatabase()), ended);
    try {
      for (;;) {
        const seen = await look(journal.port, identity).catch(() => null);
        if (seen !== null && seen.share >= HALF) return seen;
        await unlessEnded(ended);
      }
    } finally {
      await journal.close();
    }
  } finally {
    await target.close();
  }
}

async function look(journal: JournalReader, target: DatabaseIdentity): Promise<Seen | null> {
  const { rows } = await readStatus(journal, target, Date.now());
  const runs = await journal.rows('run', { migrationId: migrationIdOf(target) });
  const messages = summaryOf(runs.at(-1) ?? null).phases.find(({ phase }) => phase === 'messages');
  return messages === undefined ? null : { share: rows.done / rows.total, messagesBegunAt: messages.startedAt };
}

/** The journal is made by the run itself. */
async function once<R>(open: () => Promise<R>, ended: () => boolean): Promise<R> {
  for (;;) {
    try {
      return await open();
    } catch {
      await unlessEnded(ended);
    }
  }
}

async function unlessEnded(ended: () => boolean): Promise<void> {
  if (ended()) throw new NotAvailable('the run was over before half of it was seen; it takes more rows');
  await pause(LOOK_EVERY_MS);
}
