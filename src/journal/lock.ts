/**
 * One writer at a time. The lock is a row that names its owner and that the owner touches every three seconds. A dead
 * process of this host loses it at once; any other owner only after it has been watched, by this host's own clock, for
 * four heartbeats without a sign of life. Losing the lock stops a run; what makes that safe is not the lock but the
 * checkpoints, which no second run can write over.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { LockHeld, LockLost } from './errors.ts';
import type { JournalPort } from './journal-port.ts';
import type { LockRecord } from './journal-tables.ts';
import { type Liveness, livenessOf, type ProcessFacts, thisProcess } from './process-facts.ts';

const HEARTBEAT_MS = 3_000;
/** Four heartbeats: below the fifteen seconds within which a lost owner must be replaced. */
const SILENCE_MS = 4 * HEARTBEAT_MS;
const WATCH_MS = 500;

export interface LockClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const SYSTEM_CLOCK: LockClock = { now: () => Date.now(), sleep: (ms) => delay(ms) };

export interface LockOptions {
  readonly owner: string;
  readonly process?: ProcessFacts;
  readonly clock?: LockClock;
  readonly livenessOf?: (owner: ProcessFacts) => Liveness;
  readonly heartbeatMs?: number;
}

export interface HeldLock {
  /** Aborted, with LockLost or what the journal said, once the lock cannot be kept. */
  readonly lost: AbortSignal;
  /** The owner that was replaced, null when the lock was free. */
  readonly takenFrom: LockRecord | null;
  release(): Promise<void>;
}

/** @throws LockHeld when another run is alive */
export async function acquireLock(journal: JournalPort, migrationId: string, options: LockOptions): Promise<HeldLock> {
  const clock = options.clock ?? SYSTEM_CLOCK;
  const judge = options.livenessOf ?? livenessOf;
  const mine = (): LockRecord => ({
    migrationId,
    owner: options.owner,
    ...(options.process ?? thisProcess()),
    heartbeatAt: BigInt(clock.now()),
  });
  for (;;) {
    const held = await readLock(journal, migrationId);
    if (held === null) {
      if (await insertLock(journal, mine())) return keep(journal, mine(), null, clock, options);
      continue;
    }
    const liveness = judge(held);
    if (liveness === 'alive') throw new LockHeld(held, new Date(Number(held.heartbeatAt)));
    if (liveness === 'unknown' && (await showsLife(journal, held, clock))) continue;
    const taken = mine();
    const expected = { owner: held.owner, heartbeatAt: held.heartbeatAt };
    if (await journal.transaction((transaction) => transaction.update('lock', taken, expected))) {
      return keep(journal, taken, held, clock, options);
    }
  }
}

/** Null when no run holds it. */
export async function readLock(journal: Pick<JournalPort, 'rows'>, migrationId: string): Promise<LockRecord | null> {
  return (await journal.rows('lock', { migrationId }))[0] ?? null;
}

/**
 * Watches an owner of whom nothing certain is known.
 * @returns true when the lock changed hands or was given up, so that it must be looked at anew
 * @throws LockHeld as soon as its heart beats
 */
async function showsLife(journal: JournalPort, held: LockRecord, clock: LockClock): Promise<boolean> {
  const since = clock.now();
  while (clock.now() - since < SILENCE_MS) {
    await clock.sleep(WATCH_MS);
    const now = await readLock(journal, held.migrationId);
    if (now === null || now.owner !== held.owner) return true;
    if (now.heartbeatAt !== held.heartbeatAt) throw new LockHeld(now, new Date(Number(now.heartbeatAt)));
  }
  return false;
}

/** @returns false when another run was quicker */
async function insertLock(journal: JournalPort, lock: LockRecord): Promise<boolean> {
  try {
    await journal.transaction((transaction) => transaction.insert('lock', [lock]));
    return true;
  } catch (error) {
    if ((await readLock(journal, lock.migrationId)) !== null) return false;
    throw error;
  }
}

function keep(
  journal: JournalPort,
  first: LockRecord,
  takenFrom: LockRecord | null,
  clock: LockClock,
  options: LockOptions,
): HeldLock {
  const lost = new AbortController();
  let current = first;
  let beating: Promise<void> | null = null;
  const beat = async () => {
    const next = { ...current, heartbeatAt: BigInt(clock.now()) };
    try {
      if (await journal.transaction((transaction) => transaction.update('lock', next, { owner: first.owner })))
        current = next;
      else lost.abort(new LockLost());
    } catch {
      // The journal did not answer. If that lasts, the next batch meets the same trouble and says so; if another run
      // has taken the lock meanwhile, the next beat finds out.
    }
  };
  const timer = setInterval(() => {
    beating ??= beat().finally(() => {
      beating = null;
    });
  }, options.heartbeatMs ?? HEARTBEAT_MS);
  timer.unref();
  return {
    lost: lost.signal,
    takenFrom,
    async release() {
      clearInterval(timer);
      await beating;
      await journal.transaction((transaction) =>
        transaction.remove('lock', { migrationId: first.migrationId, owner: first.owner }),
      );
    },
  };
}
