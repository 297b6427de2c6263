/**
 * The audit chain: who did what, when. Each event's hash covers the event before it, so that one that was altered or
 * taken out shows. Events go into the journal first and are then appended, synced, to `audit.jsonl` in the work
 * directory: a copy that outlives the journal's database.
 */
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { AuditChainBroken, WorkDirNotWritable } from './errors.ts';
import type { JournalPort, JournalReader } from './journal-port.ts';
import type { EventRecord } from './journal-tables.ts';
import { sha256, toJson } from './json.ts';

/** The hash that the first event builds upon. */
const ORIGIN = '0'.repeat(64);
const AUDIT_FILE = 'audit.jsonl';

export class AuditChain {
  readonly #journal: JournalPort;
  readonly #migrationId: string;
  readonly #file: string | null;
  readonly #who: string;
  #last: EventRecord | null;

  private constructor(journal: JournalPort, migrationId: string, file: string | null, last: EventRecord | null) {
    this.#journal = journal;
    this.#migrationId = migrationId;
    this.#file = file;
    this.#who = operator();
    this.#last = last;
  }

  /**
   * @param workDir null keeps the events in the journal alone
   * @throws AuditChainBroken
   */
  static async open(journal: JournalPort, migrationId: string, workDir: string | null): Promise<AuditChain> {
    const events = await readEvents(journal, migrationId);
    verifyChain(events);
    const file = workDir === null ? null : join(workDir, AUDIT_FILE);
    return new AuditChain(journal, migrationId, file, events.at(-1) ?? null);
  }

  /** @param detail never a secret, never message text */
  async append(event: string, detail: Readonly<Record<string, unknown>>, now: number): Promise<void> {
    const record = chained(this.#last, {
      migrationId: this.#migrationId,
      at: BigInt(now),
      who: this.#who,
      event,
      detail: toJson(detail),
    });
    await this.#journal.transaction((transaction) => transaction.insert('event', [record]));
    this.#last = record;
    if (this.#file !== null) await appendSynced(this.#file, `${line(record)}\n`);
  }
}

/** In order. */
export async function readEvents(journal: JournalReader, migrationId: string): Promise<EventRecord[]> {
  if (!(await journal.exists())) return [];
  return (await journal.rows('event', { migrationId })).toSorted((a, b) => a.seq - b.seq);
}

/** @throws AuditChainBroken naming the first event that does not fit */
export function verifyChain(events: readonly EventRecord[]): void {
  let last: EventRecord | null = null;
  for (const event of events) {
    const expected = chained(last, event);
    if (expected.seq !== event.seq || expected.hash !== event.hash) throw new AuditChainBroken(event.seq);
    last = event;
  }
}

function chained(last: EventRecord | null, event: Omit<EventRecord, 'seq' | 'hash'>): EventRecord {
  const { migrationId, at, who, detail } = event;
  const seq = (last?.seq ?? 0) + 1;
  const hash = sha256([last?.hash ?? ORIGIN, migrationId, seq, at, who, event.event, detail].join('\n'));
  return { migrationId, seq, at, who, event: event.event, detail, hash };
}

function line({ seq, at, who, event, detail, hash, migrationId }: EventRecord): string {
  return JSON.stringify({
    seq,
    at: new Date(Number(at)).toISOString(),
    who,
    event,
    detail: JSON.parse(detail) as unknown,
    migrationId,
    hash,
  });
}

/** Makes the folder too. @throws WorkDirNotWritable */
export async function appendSynced(file: string, text: string): Promise<void> {
  try {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'a', 0o600);
    try {
      await handle.appendFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new WorkDirNotWritable(file, reasonOf(error), error);
  }
}

/** The system's word for it, e.g. `ENOSPC`. */
export function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown reason';
}

/** The account that runs the tool, as the system names it. */
export function operator(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
